"""People, sites, models, machines, orders and staff as administration and imports write them."""
