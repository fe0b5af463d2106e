//! The values of an error by name, for sentences in other languages than that of its message.

use std::path::PathBuf;

use crate::error::Error;

/// A value that an error carries, as its message writes it.
///
/// A list is written with commas, and nothing where there is no value.
pub trait Field {
    /// The text.
    fn text(&self) -> String;
}

macro_rules! display {
    ($($ty:ty),+) => { $(
        impl Field for $ty {
            fn text(&self) -> String {
                self.to_string()
            }
        }
    )+ };
}

display!(
    &str,
    String,
    char,
    u8,
    u32,
    u64,
    usize,
    Error,
    serde_json::Value
);

impl Field for PathBuf {
    fn text(&self) -> String {
        self.display().to_string()
    }
}

impl<T: Field> Field for Option<T> {
    fn text(&self) -> String {
        self.as_ref().map_or_else(String::new, T::text)
    }
}

impl<T: Field> Field for Vec<T> {
    fn text(&self) -> String {
        self.iter().map(T::text).collect::<Vec<_>>().join(", ")
    }
}

impl<A: Field, B: Field> Field for (A, B) {
    fn text(&self) -> String {
        format!("{}, {}", self.0.text(), self.1.text())
    }
}

/// Defines an error of a library and gives it `fields()`, the values that its message is made of, by name.
///
/// Each variant has its documentation, a `cfg` where it is not always there, and its message, in this order.
/// A program that speaks another language asks for `code()` and these. Nothing is added where
/// nobody asks: a page that issues labels does not.
#[macro_export]
macro_rules! with_fields {
    (
        $(#[$meta:meta])*
        $visibility:vis enum $error:ident {
            $(
                $(#[doc = $doc:literal])*
                $(#[cfg($($cfg:tt)*)])?
                #[error($($message:tt)*)]
                $variant:ident
                $({ $( $(#[doc = $field_doc:literal])* $field:ident: $ty:ty ),* $(,)? })?
                $(( $($inner:tt)* ))?
            ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        $visibility enum $error {
            $(
                $(#[doc = $doc])*
                $(#[cfg($($cfg)*)])?
                #[error($($message)*)]
                $variant
                $({ $( $(#[doc = $field_doc])* $field: $ty ),* })?
                $(( $($inner)* ))?
            ),*
        }

        impl $error {
            /// The values that the message is made of, by name; none where it is that of another error.
            $visibility fn fields(&self) -> Vec<(&'static str, String)> {
                match self {
                    $(
                        $(#[cfg($($cfg)*)])?
                        Self::$variant { $($($field,)*)? .. } => {
                            vec![$($( (stringify!($field), $crate::Field::text($field)) ),*)?]
                        }
                    )*
                }
            }
        }

        impl $crate::Field for $error {
            fn text(&self) -> String {
                self.to_string()
            }
        }
    };
}
