//! Queries about registrations.

use std::collections::BTreeSet;

use crate::error::DeskError;
use crate::register::{Application, Db, Model, Registration, Stage};

/// The owner of a GTIN: a registration and its model.
pub type Owner = (String, String);

impl Db {
    /// The registration of a number.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn registration(&mut self, number: &str) -> Result<Option<Registration>, DeskError> {
        Ok(self.select("WHERE number = ?1", &[number.into()])?.pop())
    }

    /// The applications under a number, in order.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn applications(&mut self, number: &str) -> Result<Vec<Application>, DeskError> {
        self.select("WHERE registration = ?1 ORDER BY number", &[number.into()])
    }

    /// The application under a number that is not decided yet.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn open_application(&mut self, number: &str) -> Result<Option<Application>, DeskError> {
        let condition =
            "WHERE registration = ?1 AND stage NOT IN ('refused', 'granted', 'withdrawn')";
        Ok(self.select(condition, &[number.into()])?.pop())
    }

    /// The models of a registration, in order.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn models(&mut self, number: &str) -> Result<Vec<Model>, DeskError> {
        let condition = "WHERE registration = ?1 ORDER BY application, model";
        self.select(condition, &[number.into()])
    }

    /// GTINs of models in force or applied for, and the registration and model of each.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn gtins_in_use(&mut self) -> Result<Vec<(String, Owner)>, DeskError> {
        let sql = "SELECT models.gtins, models.registration, models.model FROM models
                   JOIN registrations ON registrations.number = models.registration
                   JOIN applications ON applications.number = models.application
                   WHERE models.gtins <> ''
                   AND registrations.state IN ('applied', 'valid', 'suspended')
                   AND applications.stage NOT IN ('refused', 'withdrawn')
                   ORDER BY models.registration, models.model";
        let mut found = Vec::new();
        self.each(sql, &[], &mut |mut row| {
            let gtins = row.text()?;
            let owner = (row.text()?, row.text()?);
            let gtins = gtins.split(';');
            found.extend(gtins.map(|gtin| (gtin.to_owned(), owner.clone())));
            Ok(())
        })?;
        Ok(found)
    }

    /// The numbers whose open application is in one of these stages.
    ///
    /// # Errors
    ///
    /// Fails where the database does, and where a row cannot be read.
    pub fn numbers_in(&mut self, stages: &[Stage]) -> Result<Vec<String>, DeskError> {
        let open: Vec<Application> = self.select(
            "WHERE stage NOT IN ('refused', 'granted', 'withdrawn') ORDER BY number",
            &[],
        )?;
        let open = open.into_iter();
        let wanted = open.filter(|one| stages.contains(&one.stage));
        let numbers: BTreeSet<String> = wanted.map(|one| one.registration).collect();
        Ok(numbers.into_iter().collect())
    }
}
