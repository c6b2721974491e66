"""The pages of a cohort's site, composed as HTML with links that work from disk; `site` lists them all."""
