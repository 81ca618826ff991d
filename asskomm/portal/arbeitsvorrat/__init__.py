"""The start page of the back office: everything that waits for somebody, with why, since when and until when."""
