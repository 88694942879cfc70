"""Lists of readers from elsewhere: what each service's export looks like, and what its rows say."""
