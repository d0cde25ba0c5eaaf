"""The status page: what the daily job did and what needs a person, for members and terminals."""
