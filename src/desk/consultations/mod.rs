//! The life of a consultation, from its first line to its end.

mod assign;
mod begin;
mod close;
mod import;
mod launch;
mod list;

pub use self::{
    assign::{AssignKeys, AssignedKeys},
    begin::{BeginConsultation, TypedConsultation},
    close::{CloseAhead, CloseConsultation, Closed},
    import::ImportConsultations,
    launch::{LaunchAhead, LaunchConsultation},
    list::{
        Choice, ConsultationDetails, ConsultationList, ConsultationPage, ListConsultations, MayBeDone,
        NearConsultations, RecipientsOf, ShowConsultation,
    },
};
