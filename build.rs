//! Compresses the files that the executable carries, once: it gets smaller, and pages go to the browser as they lie here.
//!
//! A text becomes `NAME.gz`; what does not get a tenth smaller (pictures) stays as it is. `http::embedded` embeds the result.

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use flate2::Compression;
use flate2::write::GzEncoder;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=assets");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    let folder = out.join("assets");
    // What was removed from the assets must not live on here.
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    compress_all(Path::new("assets"), &folder)?;
    let embed = format!(
        "#[derive(rust_embed::RustEmbed)]\n#[folder = {:?}]\nstruct Assets;\n",
        folder.to_str().ok_or("OUT_DIR is no UTF-8")?
    );
    Ok(fs::write(out.join("assets.rs"), embed)?)
}

fn compress_all(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            compress_all(&entry.path(), &target)?;
        } else {
            compress(&entry.path(), &target)?;
        }
    }
    Ok(())
}

fn compress(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    let bytes = fs::read(from)?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&bytes)?;
    let small = encoder.finish()?;
    if small.len() < bytes.len() / 10 * 9 {
        let mut name = to.as_os_str().to_owned();
        name.push(".gz");
        fs::write(PathBuf::from(name), small)?;
    } else {
        fs::write(to, bytes)?;
    }
    Ok(())
}
