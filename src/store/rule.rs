//! What must hold between tables beyond what constraints can say.

/// A rule of a room. Rooms list theirs beside their statements; `outpost check` goes through all of them.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What holds, as a short sentence without a full stop.
    pub name: &'static str,
    /// A statement that gives one text for each thing that breaks the rule, naming it for people.
    pub broken_by: &'static str,
    /// What to do about it, without a full stop.
    pub remedy: &'static str,
}
