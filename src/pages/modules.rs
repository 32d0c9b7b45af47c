//! The channels' part of the pages: the files that each channel brings, and a list of them for each page.
//!
//! `/web/channels/<folder>/pages/counter.js` is what the channel of that folder tells the counter; `/web/counter/channels.js` imports these
//! from all channels that have one, in the registry's order, and is the one file of the counter that names them. So a page needs no
//! build step to learn of a channel, and nothing but files of this server.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use crate::channels::{ALL, PageFile};
use crate::http::embedded::{self, Text};
use crate::http::{Handled, Request};
use crate::outlet::Outlet;

/// The pages that take modules of channels.
const PAGES: [&str; 3] = ["admin", "counter", "kiosk"];

static FILES: LazyLock<HashMap<String, Text>> = LazyLock::new(|| {
    let brought = ALL.iter().flat_map(|channel| channel.pages);
    let brought = brought.map(|file| (format!("/web/channels/{}", file.path), file.text.to_owned()));
    let lists = PAGES.map(|page| (format!("/web/{page}/channels.js"), list(page)));
    brought.chain(lists).filter_map(|(path, text)| Some((path, Text::of(&text).ok()?))).collect()
});

/// Answers a file of a channel, a list of them, or any other file of the pages.
pub(super) fn file(outlet: Arc<Outlet>, request: Request) -> Handled {
    if !FILES.contains_key(request.path()) {
        return embedded::picture(outlet, request);
    }
    Box::pin(async move {
        let path = request.path();
        FILES.get(path).map_or_else(|| embedded::file(&request, path), |text| text.answer(&request, path))
    })
}

/// The channels that have a module for a page, by the order book's name, with its address.
fn modules(page: &str) -> Vec<(&'static str, &'static PageFile)> {
    let own = format!("/pages/{page}.js");
    let of_page = |file: &&PageFile| file.path.ends_with(&own);
    let channels = ALL.iter().flat_map(|channel| channel.pages.iter().filter(of_page).map(move |file| (channel, file)));
    channels.map(|(channel, file)| (channel.name.as_str(), file)).collect()
}

/// The list for a page: each module's `channel`, with the order book's name for it.
fn list(page: &str) -> String {
    let modules = modules(page);
    let mut text = "// The channels' modules for this page, as the registry of channels has them.\n".to_owned();
    for (place, (_, file)) in modules.iter().enumerate() {
        let _ = writeln!(text, "import {{ channel as c{place} }} from \"/web/channels/{}\";", file.path);
    }
    text.push_str("\nexport const channels = [\n");
    for (place, (name, _)) in modules.iter().enumerate() {
        let _ = writeln!(text, "  {{ ...c{place}, name: \"{name}\" }},");
    }
    text.push_str("];\n");
    text
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_page_is_told_of_every_channel_that_has_a_module_for_it_in_the_registry_s_order() {
        for page in PAGES {
            let (list, modules) = (list(page), modules(page));
            let places: Vec<_> = modules.iter().map(|(_, file)| list.find(file.path)).collect();
            assert!(places.is_sorted() && places.iter().all(Option::is_some), "{list}");
            assert!(modules.iter().any(|(name, _)| *name == "ferry"), "{page} knows the tests' own channel: {list}");
        }
        assert!(modules("sandbox").is_empty());
    }

    #[test]
    fn every_file_of_a_channel_s_pages_is_brought() {
        let channels = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/channels");
        let mut found = 0;
        for folder in std::fs::read_dir(&channels).unwrap() {
            let pages = folder.unwrap().path().join("pages");
            for file in std::fs::read_dir(&pages).into_iter().flatten() {
                let path = file.unwrap().path();
                let address = format!("/web/channels/{}", path.strip_prefix(&channels).unwrap().display());
                let is_file = path.extension().is_some_and(|kind| kind != "toml");
                assert_eq!(FILES.contains_key(&address), is_file, "{address}");
                found += usize::from(is_file);
            }
        }
        assert!(found >= 10, "{found}");
    }
}
