//! What a caller may do: type codes, their scopes, and the modules that a scope covers
//! (docs/spec/courses.md section 2).
//!
//! Pure tables. [`super::login`] hands scopes out, [`super::access`] asks for them.

use crate::accounts::Role;

/// A group of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Module {
    /// `order/*`.
    Order,
    /// `user/*`.
    User,
    /// `pay/*`.
    Pay,
    /// `courses`.
    Courses,
    /// `org/*`.
    Organisation,
}

/// What a token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Types 100, 200 and 230: buys.
    Consumer,
    /// Type 300: redeems, besides what a consumer may.
    Organisation,
    /// Type 400: looks at what is on sale, and at nothing of anybody's.
    Statistics,
}

impl Scope {
    /// The scope of a type code, for an account of that role; `None` for an unknown code.
    #[must_use]
    pub fn of_type(code: i64) -> Option<Self> {
        match code {
            100 | 200 | 230 => Some(Self::Consumer),
            300 => Some(Self::Organisation),
            400 => Some(Self::Statistics),
            _ => None,
        }
    }

    /// Whether an account of that role may have it.
    #[must_use]
    pub fn fits(self, role: Role) -> bool {
        match self {
            Self::Consumer => true,
            Self::Organisation => role != Role::Customer,
            Self::Statistics => matches!(role, Role::Operator | Role::Admin),
        }
    }

    /// Its name in a token.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Consumer => "UserScope",
            Self::Organisation => "OrgAdminScope",
            Self::Statistics => "StatisticsScope",
        }
    }

    /// The widest scope of a role: what a shop session is good for.
    #[must_use]
    pub fn of_session(role: Role) -> Self {
        if role == Role::Customer { Self::Consumer } else { Self::Organisation }
    }

    /// Whether it covers a module.
    #[must_use]
    pub fn covers(self, module: Module) -> bool {
        match self {
            Self::Consumer => module != Module::Organisation,
            Self::Organisation => true,
            Self::Statistics => module == Module::Courses,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_never_get_a_scope_that_redeems() {
        assert!(!Scope::Organisation.fits(Role::Customer) && !Scope::Statistics.fits(Role::Clerk));
        assert!(!Scope::of_session(Role::Customer).covers(Module::Organisation));
        assert!(Scope::of_session(Role::Clerk).covers(Module::Organisation));
        assert!(!Scope::Consumer.covers(Module::Organisation) && Scope::Consumer.covers(Module::Pay));
        assert!(!Scope::Statistics.covers(Module::User));
    }

    #[test]
    fn an_unknown_type_has_no_scope() {
        assert_eq!([0, 101, 500, -1].map(Scope::of_type), [None; 4]);
    }
}
