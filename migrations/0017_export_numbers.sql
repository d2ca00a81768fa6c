-- What subscribers were told is kept in fewer numbers: each as far from the one before it. Earlier copies are forgotten.
DELETE FROM export_copies;
