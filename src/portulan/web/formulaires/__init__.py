"""Forms, one module for each part of the site: they clean what people type; operations decide."""
