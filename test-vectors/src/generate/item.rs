//! CBOR written byte by byte, right or wrong.

/// A CBOR item in any encoding, also in ones that no encoder makes.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    Int(i128),
    Bytes(Vec<u8>),
    Text(String),
    List(Vec<Item>),
    Map(Vec<(Item, Item)>),
    Tag(u64, Box<Item>),
    /// A byte string that holds an item.
    Embedded(Box<Item>),
    /// These bytes as they are.
    Raw(Vec<u8>),
    /// An item whose argument takes so many bytes: 1, 2, 4 or 8.
    Wide(u8, Box<Item>),
    /// An item of indefinite length; a string has one chunk.
    Indefinite(Box<Item>),
}

pub(crate) fn int(number: i128) -> Item {
    Item::Int(number)
}

pub(crate) fn text(text: &str) -> Item {
    Item::Text(text.to_owned())
}

pub(crate) fn bytes(bytes: &[u8]) -> Item {
    Item::Bytes(bytes.to_vec())
}

pub(crate) fn raw(bytes: &[u8]) -> Item {
    Item::Raw(bytes.to_vec())
}

pub(crate) fn list(items: impl IntoIterator<Item = Item>) -> Item {
    Item::List(items.into_iter().collect())
}

/// A map with integer keys, in the given order.
pub(crate) fn map(entries: impl IntoIterator<Item = (i128, Item)>) -> Item {
    let entries = entries.into_iter();
    Item::Map(entries.map(|(key, value)| (int(key), value)).collect())
}

pub(crate) fn embedded(item: Item) -> Item {
    Item::Embedded(Box::new(item))
}

pub(crate) fn tag(number: u64, item: Item) -> Item {
    Item::Tag(number, Box::new(item))
}

impl Item {
    pub(crate) fn encode(&self) -> Vec<u8> {
        self.encode_in(None)
    }

    fn encode_in(&self, width: Option<u8>) -> Vec<u8> {
        // Once only: what is deep would take for ever.
        let body = self.body();
        let count = |length: usize| length as u64;
        let (major, argument) = match self {
            Self::Int(number) if *number < 0 => (1, u64::try_from(-1 - number).unwrap_or(u64::MAX)),
            Self::Int(number) => (0, u64::try_from(*number).unwrap_or(u64::MAX)),
            Self::Bytes(_) | Self::Embedded(_) => (2, count(body.len())),
            Self::Text(text) => (3, count(text.len())),
            Self::List(items) => (4, count(items.len())),
            Self::Map(entries) => (5, count(entries.len())),
            Self::Tag(number, _) => (6, *number),
            Self::Raw(bytes) => return bytes.clone(),
            Self::Wide(width, item) => return item.encode_in(Some(*width)),
            Self::Indefinite(item) => return item.encode_indefinite(),
        };
        [head(major, argument, width), body].concat()
    }

    fn encode_indefinite(&self) -> Vec<u8> {
        let definite = self.encode();
        let major = definite.first().copied().unwrap_or_default() & 0xe0;
        let chunks = match self {
            Self::List(_) | Self::Map(_) => self.body(),
            _ => definite,
        };
        [vec![major | 0x1f], chunks, vec![0xff]].concat()
    }

    /// The bytes after the head; of a byte string, its content however it is encoded.
    pub(crate) fn body(&self) -> Vec<u8> {
        match self {
            Self::Int(_) | Self::Raw(_) => Vec::new(),
            Self::Bytes(bytes) => bytes.clone(),
            Self::Text(text) => text.clone().into_bytes(),
            Self::List(items) => items.iter().flat_map(Self::encode).collect(),
            Self::Map(entries) => entries
                .iter()
                .flat_map(|(key, value)| [key.encode(), value.encode()].concat())
                .collect(),
            Self::Tag(_, item) | Self::Embedded(item) => item.encode(),
            Self::Wide(_, item) | Self::Indefinite(item) => item.body(),
        }
    }

    /// The value of a key; the key must be there.
    pub(crate) fn get(&mut self, key: i128) -> &mut Self {
        let entries = self.entries().iter_mut();
        let entry = entries.rev().find(|entry| entry.0.is_int(key));
        &mut super::fixed(entry.ok_or("no such key")).1
    }

    /// The element at an index, which must be there.
    pub(crate) fn at(&mut self, index: usize) -> &mut Self {
        super::fixed(self.elements().get_mut(index).ok_or("no such element"))
    }

    /// Replaces the value of a key, or inserts it in its place.
    pub(crate) fn set(&mut self, key: i128, value: Item) {
        self.remove(key);
        let (entries, bytes) = (self.entries(), int(key).encode());
        let place = entries.iter().position(|entry| entry.0.encode() > bytes);
        entries.insert(place.unwrap_or(entries.len()), (int(key), value));
    }

    /// True if a map has the key.
    pub(crate) fn has(&mut self, key: i128) -> bool {
        self.entries().iter().any(|entry| entry.0.is_int(key))
    }

    pub(crate) fn remove(&mut self, key: i128) {
        self.entries().retain(|entry| !entry.0.is_int(key));
    }

    /// Appends an entry whatever its place would be.
    pub(crate) fn append(&mut self, key: Item, value: Item) {
        self.entries().push((key, value));
    }

    /// The content of a byte string.
    pub(crate) fn inside(&mut self) -> &mut Self {
        match self {
            Self::Embedded(item) => item,
            _ => super::fixed(Err("nothing is embedded")),
        }
    }

    /// Replaces an item by something made of it.
    pub(crate) fn wrap(&mut self, made: impl FnOnce(Box<Item>) -> Item) {
        let item = std::mem::replace(self, Self::Raw(Vec::new()));
        *self = made(Box::new(item));
    }

    /// Writes the argument in so many bytes.
    pub(crate) fn widen(&mut self, width: u8) {
        self.wrap(|item| Self::Wide(width, item));
    }

    pub(crate) fn make_indefinite(&mut self) {
        self.wrap(Self::Indefinite);
    }

    /// The key item of an entry.
    pub(crate) fn key(&mut self, key: i128) -> &mut Self {
        let entries = self.entries().iter_mut();
        let mut keys = entries.map(|entry| &mut entry.0);
        super::fixed(keys.find(|item| item.is_int(key)).ok_or("no such key"))
    }

    pub(crate) fn entries(&mut self) -> &mut Vec<(Item, Item)> {
        match self {
            Self::Map(entries) => entries,
            Self::Embedded(item) | Self::Wide(_, item) | Self::Indefinite(item) => item.entries(),
            _ => super::fixed(Err("not a map")),
        }
    }

    pub(crate) fn elements(&mut self) -> &mut Vec<Item> {
        match self {
            Self::List(items) => items,
            Self::Embedded(item) | Self::Wide(_, item) | Self::Indefinite(item) => item.elements(),
            _ => super::fixed(Err("not an array")),
        }
    }

    fn is_int(&self, number: i128) -> bool {
        matches!(self, Self::Int(found) if *found == number)
    }
}

/// A head with its argument in so many bytes, or in the shortest form.
pub(crate) fn head(major: u8, argument: u64, width: Option<u8>) -> Vec<u8> {
    let width = width.unwrap_or(match argument {
        0..=23 => 0,
        24..=0xff => 1,
        0x100..=0xffff => 2,
        0x1_0000..=0xffff_ffff => 4,
        _ => 8,
    });
    let all = argument.to_be_bytes();
    let info = match width {
        0 => all.last().copied().unwrap_or_default(),
        1 => 24,
        2 => 25,
        4 => 26,
        _ => 27,
    };
    let mut bytes = vec![major << 5 | info];
    bytes.extend(all.iter().skip(8 - usize::from(width)));
    bytes
}
