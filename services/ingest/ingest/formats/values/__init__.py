"""Values as documents write them: instants, languages, texts, identities, renditions, statuses."""
