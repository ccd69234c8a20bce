package intake

import "example.com/why401/diag"

func (f Flags) fillOpenAPI(c *diag.Case, s *source) error { return nil }
