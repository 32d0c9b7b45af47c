//! Reads the program's own source: what each file imports, seen through re-exports to the file that defines it. Tests in the
//! source are left out; they may reach up.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::support::files_below;

/// The source of a house, by file.
pub struct Source {
    files: BTreeMap<String, File>,
    /// The file of each module, `orders::sql`.
    modules: BTreeMap<String, String>,
    /// Every module, also those that the files of an invented house only stand below.
    known: BTreeSet<Vec<String>>,
}

/// One file.
struct File {
    module: Vec<String>,
    /// Its text without comments, texts and tests.
    code: String,
    /// The same with its texts.
    text: String,
    /// What its `use` lines call what: a local name and the path behind it. `*` is another module's everything.
    names: Vec<(String, Vec<String>)>,
}

impl Source {
    /// The program's own.
    pub fn of_the_program(root: &Path) -> Self {
        let src = root.join("src");
        let read = |path: std::path::PathBuf| {
            let name = path.strip_prefix(&src).unwrap().display().to_string();
            let is_source = path.extension().is_some_and(|ending| ending == "rs");
            (is_source && name != "main.rs").then(|| (name, std::fs::read_to_string(&path).unwrap()))
        };
        Self::new(files_below(&src).into_iter().filter_map(read))
    }

    /// Of files by their names below `src`.
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut found = BTreeMap::new();
        let mut tests = BTreeSet::new();
        for (name, text) in files {
            let module = module_of(&name);
            let (code, test_modules) = without_tests(&blanked(&text, true));
            let code = without_visibilities(&code);
            let text = without_last_tests(&blanked(&text, false));
            tests.extend(test_modules.into_iter().map(|test| child(&module, &test)));
            found.insert(name, File { names: Vec::new(), module, code, text });
        }
        found.retain(|_, file| !tests.iter().any(|test| file.module.starts_with(test)));
        let modules = found.iter().map(|(name, file)| (file.module.join("::"), name.clone())).collect();
        let above = |file: &File| (0..=file.module.len()).map(|end| file.module[..end].to_vec()).collect::<Vec<_>>();
        let known = found.values().flat_map(above).collect();
        let mut source = Self { files: found, modules, known };
        let names: Vec<_> = source.files.iter().map(|(name, file)| (name.clone(), source.names_of(file))).collect();
        for (name, names) in names {
            source.files.entry(name).and_modify(|file| file.names = names);
        }
        source
    }

    /// All files.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// All files with their texts, without comments and tests.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(name, file)| (name.as_str(), file.text.as_str()))
    }

    /// Every arrow between two files: the first one names something that the second one defines.
    pub fn arrows(&self) -> BTreeSet<(String, String)> {
        let mut arrows = BTreeSet::new();
        for (name, file) in &self.files {
            let targets = self.paths_of(file).into_iter().filter_map(|path| self.definer(&path, 0));
            arrows.extend(targets.filter(|target| target != name).map(|target| (name.clone(), target)));
        }
        arrows
    }

    fn is_module(&self, path: &[String]) -> bool {
        self.known.contains(path)
    }

    fn file(&self, module: &[String]) -> Option<(&String, &File)> {
        let name = self.modules.get(&module.join("::"))?;
        Some((name, &self.files[name]))
    }

    fn names_of(&self, file: &File) -> Vec<(String, Vec<String>)> {
        let leaves = uses(&file.code).into_iter().flat_map(|tree| leaves_of(&tree));
        leaves.filter_map(|(name, path)| Some((name, self.absolute(file, &path)?))).collect()
    }

    /// A path from the root of the crate; nothing for what is another crate's.
    fn absolute(&self, file: &File, path: &[String]) -> Option<Vec<String>> {
        let (first, rest) = path.split_first()?;
        let mut base = match first.as_str() {
            "crate" => Vec::new(),
            "self" => file.module.clone(),
            "super" => file.module[..file.module.len().checked_sub(1)?].to_vec(),
            name if self.is_module(&child(&file.module, name)) => child(&file.module, name),
            _ => return None,
        };
        for part in rest {
            if part == "super" { drop(base.pop()) } else { base.push(part.clone()) }
        }
        Some(base)
    }

    /// Every path of this crate that a file names: what its `use` lines bring in, and what stands in its code. A module that is
    /// only brought in is named where it is used, and what is only handed on is used elsewhere.
    fn paths_of(&self, file: &File) -> Vec<Vec<String>> {
        let mut found = Vec::new();
        let (uses, rest) = split_uses(&file.code);
        let own: BTreeSet<String> = uses
            .iter()
            .filter(|(handed_on, _)| !handed_on)
            .flat_map(|(_, tree)| leaves_of(tree))
            .map(|(name, _)| name)
            .collect();
        for (name, path) in &file.names {
            if own.contains(name) && !self.is_module(path) {
                found.push(path.clone());
            }
        }
        for path in paths(&rest) {
            let alias = file.names.iter().find(|(name, _)| *name == path[0]).map(|(_, target)| target);
            let known = match alias {
                Some(target) => Some(target.iter().chain(&path[1..]).cloned().collect()),
                None => self.absolute(file, &path),
            };
            found.extend(known);
        }
        found
    }

    /// The file that defines what a path names, through as many re-exports as it takes.
    fn definer(&self, path: &[String], depth: usize) -> Option<String> {
        let mut module = Vec::new();
        for (at, part) in path.iter().enumerate() {
            let next = child(&module, part);
            if self.is_module(&next) {
                module = next;
                continue;
            }
            let (name, file) = self.file(&module)?;
            if depth > 8 || defines(&file.code, part) {
                return Some(name.clone());
            }
            let rest = &path[at + 1..];
            let on = |target: &[String]| [target, rest].concat();
            if let Some((_, target)) = file.names.iter().find(|(name, target)| name == part && *target != path) {
                return self.definer(&on(target), depth + 1);
            }
            for (_, target) in file.names.iter().filter(|(name, _)| name == "*") {
                if self.file(target).is_some_and(|(_, other)| defines(&other.code, part)) {
                    return self.definer(&on(&child(target, part)), depth + 1);
                }
            }
            return Some(name.clone());
        }
        Some(self.file(&module)?.0.clone())
    }
}

/// `orders/sql/mod.rs` is `orders::sql`.
fn module_of(name: &str) -> Vec<String> {
    let path = name.trim_end_matches(".rs").trim_end_matches("/mod");
    if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

fn child(module: &[String], name: &str) -> Vec<String> {
    [module, &[name.to_owned()]].concat()
}

/// Whether code defines a name itself.
fn defines(code: &str, name: &str) -> bool {
    let kinds = ["fn", "struct", "enum", "trait", "type", "const", "static", "mod", "macro_rules!", "union"];
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].trim_end();
        let whole = code[..at].ends_with(' ') && !code[at + name.len()..].starts_with(is_word);
        whole && kinds.iter().any(|kind| before.ends_with(kind))
    })
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The `use` lines of code, each with whether it hands its names on, and the code without them.
fn split_uses(code: &str) -> (Vec<(bool, String)>, String) {
    let (mut found, mut rest, mut at) = (Vec::new(), String::new(), 0);
    while let Some(start) = find_word(code, "use", at) {
        let end = code[start..].find(';').map_or(code.len(), |end| start + end);
        let line = code[..start].rfind(['\n', '{', '}', ';']).map_or(0, |line| line + 1);
        rest.push_str(&code[at..start]);
        if is_use(&code[line..start]) {
            found.push((code[line..start].contains("pub"), code[start + 3..end].to_owned()));
        }
        at = end;
    }
    rest.push_str(&code[at..]);
    (found, rest)
}

/// Whether a `use` behind this begins a line of imports, not a bound (`impl Trait + use<S>`).
fn is_use(before: &str) -> bool {
    let before = before.trim();
    before.is_empty()
        || before == "pub"
        || (before.starts_with("pub(") && before.ends_with(')'))
        || before.ends_with(']')
}

fn uses(code: &str) -> Vec<String> {
    split_uses(code).0.into_iter().map(|(_, tree)| tree).collect()
}

fn find_word(code: &str, word: &str, from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(found) = code[at..].find(word).map(|found| at + found) {
        let after = code[found + word.len()..].chars().next();
        if !code[..found].ends_with(is_word) && after.is_some_and(char::is_whitespace) {
            return Some(found);
        }
        at = found + word.len();
    }
    None
}

/// The names that a tree of imports brings in, each with its path: `a::{b as c, d::*}` is `c: a::b` and `*: a::d`.
fn leaves_of(tree: &str) -> Vec<(String, Vec<String>)> {
    let tree = tree.trim();
    let Some((head, group)) = tree.split_once('{') else {
        let (path, alias) = tree.split_once(" as ").map_or((tree, None), |(path, alias)| (path, Some(alias.trim())));
        let mut path: Vec<String> = path.split("::").map(|part| part.trim().to_owned()).collect();
        if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
            path.pop();
        }
        let last = path.last().cloned().unwrap_or_default();
        if last == "*" {
            path.pop();
        }
        return vec![(alias.map_or(last, str::to_owned), path)];
    };
    let group = &group[..group.rfind('}').unwrap_or(group.len())];
    let mut depth = 0;
    let parts = group.split(|letter| {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        letter == ',' && depth == 0
    });
    let parts: Vec<_> = parts.map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.into_iter().flat_map(|part| leaves_of(&format!("{}{part}", head.trim()))).collect()
}

/// Every path of two parts and more in code.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(colons) = code[at..].find("::").map(|colons| at + colons) {
        let start = code[..colons].rfind(|letter| !is_word(letter)).map_or(0, |before| before + 1);
        let length = code[start..].find(|letter| !is_word(letter) && letter != ':').unwrap_or(code.len() - start);
        let path: Vec<String> = code[start..start + length].split("::").map(str::to_owned).collect();
        at = start + length.max(colons + 2 - start);
        if !path[0].is_empty() {
            found.push(path.into_iter().filter(|part| !part.is_empty()).collect());
        }
    }
    found
}

/// Code without what only tests have, and the names of its files of tests.
fn without_tests(code: &str) -> (String, Vec<String>) {
    const MARK: &str = "#[cfg(test)]";
    let (mut rest, mut modules) = (code.to_owned(), Vec::new());
    while let Some(start) = rest.find(MARK) {
        let item = start + MARK.len();
        let is_use = rest[item..].trim_start().trim_start_matches("pub ").starts_with("use ");
        let stop = rest[item..].find(|letter| letter == ';' || (letter == '{' && !is_use));
        let stop = stop.map_or(rest.len() - 1, |stop| item + stop);
        let end = if rest[stop..].starts_with('{') { closing(&rest, stop) } else { stop };
        let words: Vec<_> = rest[item..stop].split_whitespace().collect();
        if let Some(place) = words.iter().position(|word| *word == "mod") {
            modules.extend(words.get(place + 1).map(|name| (*name).to_owned()));
        }
        rest.replace_range(start..=end, "");
    }
    (rest, modules)
}

/// A text without the tests that it ends with.
fn without_last_tests(text: &str) -> String {
    let tests = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    text[..tests].to_owned()
}

/// Code without the paths of `pub(in ...)`, which name nobody's work.
fn without_visibilities(code: &str) -> String {
    let mut parts = code.split("pub(in ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |code, part| code + "pub " + part.split_once(')').map_or("", |(_, rest)| rest))
}

/// Where the bracket closes that opens at `open`.
fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0;
    for (at, letter) in code[open..].char_indices() {
        depth += i32::from(letter == '{') - i32::from(letter == '}');
        if depth == 0 {
            return open + at;
        }
    }
    code.len() - 1
}

/// A source text with its comments blanked, and its texts too where that is asked for.
pub fn blanked(text: &str, texts_too: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let (length, is_text) = if rest.starts_with("//") {
            (rest.find('\n').unwrap_or(rest.len()), false)
        } else if let Some(length) = text_literal(rest, out.ends_with(is_word)) {
            (length, true)
        } else if let Some(length) = letter_literal(rest) {
            (length, true)
        } else {
            (0, false)
        };
        if length == 0 {
            let letter = rest.chars().next().unwrap();
            out.push(letter);
            at += letter.len_utf8();
        } else {
            if is_text && !texts_too {
                out.push_str(&rest[..length]);
            }
            at += length;
        }
    }
    out
}

/// How long the letter is that begins here, if one does and not a lifetime: its brackets and quotes are none.
fn letter_literal(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('\'')?;
    let length = match inner.strip_prefix('\\') {
        Some(escaped) => 2 + escaped.get(1..)?.find('\'')?,
        None => inner.chars().next()?.len_utf8(),
    };
    inner[length..].starts_with('\'').then_some(length + 2)
}

/// How long the text is that begins here, if one does: `"..."`, `r#"..."#`, `b"..."`.
fn text_literal(rest: &str, in_word: bool) -> Option<usize> {
    let start = rest.find('"').filter(|start| *start < 6)?;
    let (prefix, hashes) = (rest[..start].trim_end_matches('#'), rest[..start].matches('#').count());
    if !matches!(prefix, "" | "r" | "b" | "br" | "c")
        || (in_word && !prefix.is_empty())
        || (prefix.is_empty() && hashes > 0)
    {
        return None;
    }
    let body = &rest[start + 1..];
    if prefix.contains('r') {
        let end = format!("\"{}", "#".repeat(hashes));
        return body.find(&end).map(|length| start + 1 + length + end.len());
    }
    let mut escaped = false;
    let end = body.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    end.map(|length| start + 1 + length + 1)
}
