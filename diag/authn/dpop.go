package authn

import "example.com/why401/diag"

func dpopProof(c diag.Case, f diag.Facts) ([]diag.Proof, []diag.HeaderFault) { return nil, nil }
