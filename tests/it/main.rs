//! All tests that go through the front door, in one binary.

mod playground;
