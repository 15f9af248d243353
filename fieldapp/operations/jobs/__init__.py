"""Jobs come to be, are planned, changed and called off; and the kinds of job that a contract defines itself."""
