//! The elements of DER (X.690), one after the other.
//!
//! The library checks tags and lengths; its decoders of whole structures would each be another copy of
//! the same code, and a browser downloads every one of them.

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier};
use der::{DateTime, Decode, Reader, SliceReader, Tag, Tagged};

use crate::base::time::UnixTime;

/// The elements that stand in the content of another one.
pub(crate) struct Elements<'a>(SliceReader<'a>);

impl<'a> Elements<'a> {
    /// The elements of a content.
    pub(crate) fn of(content: &'a [u8]) -> der::Result<Self> {
        SliceReader::new(content).map(Self)
    }

    /// The elements of the one SEQUENCE that these bytes are.
    pub(crate) fn of_sequence(der: &'a [u8]) -> der::Result<Self> {
        Self::of(only(der, Tag::Sequence)?)
    }

    /// The next element.
    pub(crate) fn any(&mut self) -> der::Result<AnyRef<'a>> {
        AnyRef::decode(&mut self.0)
    }

    /// The next element as it is encoded.
    pub(crate) fn encoded(&self) -> der::Result<&'a [u8]> {
        self.0.clone().tlv_bytes()
    }

    /// The content of the next element, which must have this tag.
    pub(crate) fn expect(&mut self, tag: Tag) -> der::Result<&'a [u8]> {
        let element = self.any()?;
        element.tag().assert_eq(tag)?;
        Ok(element.value())
    }

    /// The content of the next element, if it has this tag.
    pub(crate) fn optional(&mut self, tag: Tag) -> der::Result<Option<&'a [u8]>> {
        if self.is_finished() || Tag::peek(&self.0)? != tag {
            return Ok(None);
        }
        self.expect(tag).map(Some)
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.0.is_finished()
    }

    /// Errs if an element is left.
    pub(crate) fn end(self) -> der::Result<()> {
        self.0.finish()
    }
}

/// The content of the one element that these bytes are.
pub(crate) fn only(der: &[u8], tag: Tag) -> der::Result<&[u8]> {
    let mut elements = Elements::of(der)?;
    let content = elements.expect(tag)?;
    elements.end()?;
    Ok(content)
}

/// The bits of a BIT STRING.
pub(crate) fn bits(content: &[u8]) -> der::Result<BitStringRef<'_>> {
    let (unused, bytes) = content
        .split_first()
        .ok_or_else(|| Tag::BitString.length_error())?;
    BitStringRef::new(*unused, bytes)
}

pub(crate) fn boolean(content: &[u8]) -> der::Result<bool> {
    match content {
        [0] => Ok(false),
        [0xff] => Ok(true),
        _ => Err(Tag::Boolean.value_error().into()),
    }
}

pub(crate) fn oid(content: &[u8]) -> der::Result<ObjectIdentifier> {
    Ok(ObjectIdentifier::from_bytes(content)?)
}

/// The bytes of an INTEGER that is not negative, without what is there for its sign.
pub(crate) fn unsigned(content: &[u8]) -> der::Result<&[u8]> {
    match content {
        [0, magnitude @ ..] if magnitude.first().is_some_and(|byte| *byte >= 0x80) => Ok(magnitude),
        [0] | [1..=0x7f, ..] => Ok(content),
        _ => Err(Tag::Integer.value_error().into()),
    }
}

/// Checks that an INTEGER has no more bytes than its value needs.
pub(crate) fn check_integer(content: &[u8]) -> der::Result<()> {
    match content {
        [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => {
            Err(Tag::Integer.non_canonical_error().into())
        }
        _ => Ok(()),
    }
}

/// The time in a UTCTime or GeneralizedTime (RFC 5280, section 4.1.2.5).
pub(crate) fn time(time: AnyRef<'_>) -> der::Result<UnixTime> {
    let fault = || der::Error::from(time.tag().value_error());
    let (year, rest) = match time.tag() {
        Tag::UtcTime => time.value().split_at_checked(2).ok_or_else(fault)?,
        Tag::GeneralizedTime => time.value().split_at_checked(4).ok_or_else(fault)?,
        tag => return Err(tag.value_error().into()),
    };
    let [month @ .., b'Z'] = rest else {
        return Err(fault());
    };
    let number = |digits: &[u8]| {
        let sum = digits.iter().try_fold(0_u16, |sum, digit| {
            digit
                .is_ascii_digit()
                .then(|| sum * 10 + u16::from(digit - b'0'))
        });
        sum.ok_or_else(fault)
    };
    let year = match (time.tag(), number(year)?) {
        (Tag::UtcTime, year @ 50..) => year + 1900,
        (Tag::UtcTime, year) => year + 2000,
        (_, year) => year,
    };
    let mut parts = [0; 5];
    if month.len() != 2 * parts.len() {
        return Err(fault());
    }
    for (part, digits) in parts.iter_mut().zip(month.chunks(2)) {
        *part = u8::try_from(number(digits)?).map_err(|_| fault())?;
    }
    let [month, day, hour, minute, second] = parts;
    let time = DateTime::new(year, month, day, hour, minute, second).map_err(|_| fault())?;
    Ok(UnixTime::from_seconds(time.unix_duration().as_secs()))
}

#[cfg(test)]
mod tests {
    use der::Encode;
    use der::asn1::IntRef;
    use proptest::prelude::*;
    use x509_cert::time::Time;

    use super::*;

    /// An element as the library reads it.
    fn decoded<'a, T: Decode<'a>>(element: &'a [u8]) -> Option<T> {
        T::from_der(element).ok()
    }

    fn check_times(text: &[u8]) {
        for tag in [Tag::UtcTime, Tag::GeneralizedTime] {
            let element = AnyRef::new(tag, text).and_then(|element| element.to_der());
            let element = element.unwrap_or_default();
            let elsewhere: Option<Time> = decoded(&element);
            let elsewhere =
                elsewhere.map(|time| UnixTime::from_seconds(time.to_unix_duration().as_secs()));
            let here = AnyRef::from_der(&element).and_then(super::time);
            assert_eq!(here.ok(), elsewhere, "{tag} {text:?}");
        }
    }

    #[test]
    fn times_are_those_of_the_library() {
        for text in [
            "700101000000Z",
            "691231235959Z",
            "491231235959Z",
            "500101000000Z",
            "240229000000Z",
            "230229000000Z",
            "231301000000Z",
            "230101240000Z",
            "230101000060Z",
            "2301010000Z",
            "230101000000",
            "230101000000+0900",
            "19700101000000Z",
            "19691231235959Z",
            "20500101000000Z",
            "99991231235959Z",
            "2024022900000Z",
            "20240229000000.5Z",
            "Z",
            "",
        ] {
            check_times(text.as_bytes());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn damaged_times_are_those_of_the_library(text in "[0-9]{12,14}[Z0-9]?|[0-4][0-9]0[1-9][0-2][0-9][012][0-9][0-5][0-9][0-6][0-9]Z") {
            check_times(text.as_bytes());
        }

        #[test]
        fn small_values_are_those_of_the_library(content in prop::collection::vec(prop::sample::select(&[0, 1, 2, 7, 8, 0x7f, 0x80, 0xff][..]), 0..4)) {
            let element = |tag| AnyRef::new(tag, &content).and_then(|element| element.to_der()).unwrap_or_default();
            let integer = element(Tag::Integer);
            prop_assert_eq!(check_integer(&content).is_ok(), decoded::<IntRef<'_>>(&integer).is_some());
            let unsigned = unsigned(&content).ok();
            prop_assert_eq!(unsigned, decoded::<der::asn1::UintRef<'_>>(&integer).map(|number| number.as_bytes()));
            prop_assert_eq!(boolean(&content).ok(), decoded(&element(Tag::Boolean)));
            prop_assert_eq!(oid(&content).ok(), decoded(&element(Tag::ObjectIdentifier)));
            let string = element(Tag::BitString);
            prop_assert_eq!(bits(&content).ok(), decoded(&string));
        }
    }
}
