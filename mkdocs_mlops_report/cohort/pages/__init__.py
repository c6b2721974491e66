"""The pages of a cohort's site, composed as HTML with links that work from a disk; `site` lists them all."""
