"""Six small tables to explore, with the scripts that build them (`sample_data.build`)."""
