//! Who travels, with which papers, and where things are sent.

use crate::channels::tours::ids::{AddressId, CertificateId, ContactId};
use crate::clock::Instant;
use crate::ids::AccountId;
use crate::store::states;

states! {
    /// What a paper is, `cert_type` on the wire.
    pub enum CertificateKind {
        /// An identity card.
        IdentityCard = 1,
        /// A household register.
        HouseholdRegister = 2,
        /// A birth certificate.
        BirthCertificate = 3,
        /// A passport.
        Passport = 4,
        /// A permit to travel to Hong Kong and Macao.
        HongKongMacaoPermit = 5,
        /// A permit to travel to Taiwan.
        TaiwanPermit = 6,
        /// A home return permit, of people from Hong Kong and Macao.
        HomeReturnPermit = 7,
        /// A mainland travel permit, of people from Taiwan.
        MainlandPermit = 8,
    }
}

impl CertificateKind {
    /// Its name on the wire, `cert_name`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::IdentityCard => "身份证",
            Self::HouseholdRegister => "户口簿",
            Self::BirthCertificate => "出生证明",
            Self::Passport => "护照",
            Self::HongKongMacaoPermit => "港澳通行证",
            Self::TaiwanPermit => "台湾通行证",
            Self::HomeReturnPermit => "回乡证",
            Self::MainlandPermit => "台胞证",
        }
    }
}

/// A paper that proves who a traveller is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its id; 0 for one that is not written yet.
    pub id: CertificateId,
    /// What it is.
    pub kind: CertificateKind,
    /// `cert_no`; empty where the key file does not open it.
    pub number: String,
}

/// Somebody who travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// `pid` on the wire.
    pub id: ContactId,
    /// Whose contact it is.
    pub account_id: AccountId,
    /// The whole name.
    pub name: String,
    /// First name in Latin letters.
    pub first_name: String,
    /// Last name in Latin letters.
    pub last_name: String,
    /// Phone.
    pub phone_num: String,
    /// 0 not known, 1 male, 2 female.
    pub sex: i64,
    /// `yyyy-mm-dd`, or zeros.
    pub birthday: String,
    /// Number of the tour clients' list of nations.
    pub nationality: i64,
    /// When it was made.
    pub created_at: Instant,
    /// `identity` on the wire, free text.
    pub identity: String,
    /// The papers, by id.
    pub certificates: Vec<Certificate>,
}

/// Where something is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Its id.
    pub id: AddressId,
    /// Whose it is.
    pub account_id: AccountId,
    /// What the owner calls it.
    pub name: String,
    /// Who receives it.
    pub receiver: String,
    /// Region number of the tour clients, as all that follow.
    pub country: i64,
    /// Region number.
    pub province: i64,
    /// Region number.
    pub city: i64,
    /// Region number.
    pub area: i64,
    /// Region number.
    pub street: i64,
    /// Street and number.
    pub address: String,
    /// Postal code.
    pub zipcode: String,
    /// Fixed phone.
    pub tel: String,
    /// Mobile phone.
    pub mobile: String,
    /// E-mail address.
    pub email: String,
    /// Whether it is the account's default.
    pub is_default: bool,
    /// When it was made.
    pub created_at: Instant,
    /// The province's name.
    pub province_name: String,
    /// The city's name.
    pub city_name: String,
}
