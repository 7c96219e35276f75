//! Things by number, of which there are few at a time: a list is smaller than a tree, and as quick.

/// Things by number.
pub(crate) struct Table<T>(Vec<(u32, T)>);

impl<T> Table<T> {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds the thing with a number that no other has.
    pub(crate) fn insert(&mut self, number: u32, thing: T) {
        self.0.push((number, thing));
    }

    pub(crate) fn get_mut(&mut self, number: u32) -> Option<&mut T> {
        self.0.iter_mut().find(|(known, _)| *known == number).map(|(_, thing)| thing)
    }

    /// The number of a thing that `is` so.
    pub(crate) fn find(&self, is: impl Fn(&T) -> bool) -> Option<u32> {
        self.0.iter().find(|(_, thing)| is(thing)).map(|(number, _)| *number)
    }

    pub(crate) fn remove(&mut self, number: u32) -> Option<T> {
        let place = self.0.iter().position(|(known, _)| *known == number)?;
        Some(self.0.swap_remove(place).1)
    }
}
