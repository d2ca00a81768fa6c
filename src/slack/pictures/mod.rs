//! Pictures that Slack shows: from values to SVG, in the pure files here, and from SVG to the PNG that is uploaded.
//!
//! They are drawn in the process, with the fonts that are built in, so that they look the same wherever Rota runs.

mod cast;
mod lettering;
mod panel;
mod svg;
pub mod two_weeks;

use std::sync::{Arc, LazyLock};

use tokio::sync::Semaphore;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};

use super::client::File;
use super::messages::two_weeks::alt;
use crate::usecases::two_weeks::TwoWeeks;

/// Twice as many dots as the picture measures, so that it is crisp on today's screens.
const CRISP: f32 = 2.0;
/// A picture of more dots than this is drawn with fewer a length: somebody waits for it.
const MOST_DOTS: f32 = 6_000_000.0;

static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    for face in [lettering::REGULAR, lettering::BOLD] {
        fonts.load_font_source(fontdb::Source::Binary(Arc::new(face())));
    }
    fonts.set_sans_serif_family(lettering::FAMILY);
    Arc::new(fonts)
});

/// How many pictures are drawn at once: each takes a processor and some memory.
static PENCILS: Semaphore = Semaphore::const_new(2);

/// The picture of two weeks, drawn where nobody waits for the thread. `None` when that fails.
pub async fn drawn(shown: TwoWeeks) -> Option<File> {
    let _pencil = PENCILS.acquire().await.ok()?;
    let drawing = move || {
        let day = shown.zone.reading(shown.now).strftime("%Y-%m-%d");
        Some(File {
            name: format!("on-call-from-{day}.png"),
            content_type: "image/png",
            bytes: png(&two_weeks::two_weeks(&shown))?,
            alt: Some(alt(&shown)),
        })
    };
    tokio::task::spawn_blocking(drawing).await.ok()?
}

/// Draws an SVG as a PNG. `None` for one that is no picture, which ours are.
pub fn png(svg: &str) -> Option<Vec<u8>> {
    let options = Options { font_family: lettering::FAMILY.to_owned(), fontdb: FONTS.clone(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).ok()?;
    let dots = CRISP.min((MOST_DOTS / (tree.size().width() * tree.size().height())).sqrt().max(1.0));
    let size = tree.size().to_int_size().scale_by(dots)?;
    let mut dotted = Pixmap::new(size.width(), size.height())?;
    resvg::render(&tree, Transform::from_scale(dots, dots), &mut dotted.as_mut());
    encoded(&dotted)
}

/// As a PNG, quickly rather than small. Our pictures have a ground, so nothing in them shines through.
fn encoded(dotted: &Pixmap) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, dotted.width(), dotted.height());
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(dotted.data()).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}
