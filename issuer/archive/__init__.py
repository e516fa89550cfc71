"""A certificate's whole file, for an accreditation audit: readable and provable without us."""
