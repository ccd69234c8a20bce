package authn

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"strings"

	"example.com/why401/diag"
)

var (
	ntlmSignature = []byte("NTLMSSP\x00")                                     // MS-NLMP, section 2.2.1
	spnegoOID     = []byte{6, 6, 0x2b, 6, 1, 5, 5, 2}                         // RFC 4178, section 4.1
	kerberosOID   = []byte{6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 1, 2, 2} // RFC 4121, section 4.1
)

// SecurityToken names the message that the credentials of Negotiate (RFC 4559)
// or NTLM carry; "" for other schemes.
func SecurityToken(c diag.Credential) string {
	if !strings.EqualFold(c.Scheme, "Negotiate") && !strings.EqualFold(c.Scheme, "NTLM") {
		return ""
	}
	value := c.Value.Reveal()
	token, err := base64.StdEncoding.DecodeString(value[:min(len(value), maxSearched)&^3])
	if err != nil || len(token) == 0 {
		return "no base64, as the scheme has it"
	}
	at := bytes.Index(token, ntlmSignature)
	switch {
	case at == 0:
		return ntlmMessage(token)
	case at > 0:
		return "SPNEGO with NTLM in it, which a client falls back to where it has no Kerberos ticket: " + ntlmMessage(token[at:])
	case bytes.Contains(token[:min(len(token), 32)], spnegoOID):
		return "SPNEGO with a Kerberos ticket (RFC 4178)"
	case bytes.Contains(token[:min(len(token), 32)], kerberosOID):
		return "a Kerberos ticket (RFC 4121)"
	case token[0] == 0xa1:
		return "a later message of a SPNEGO dialogue (RFC 4178)"
	}
	return "neither SPNEGO nor NTLM"
}

// ntlmMessage is which of the three messages it is. The first two say nothing
// of who is asking, so a 401 after the first is part of the dialogue.
func ntlmMessage(token []byte) string {
	if len(token) < 12 {
		return "an NTLM message that is cut off"
	}
	switch binary.LittleEndian.Uint32(token[8:]) {
	case 1:
		return "NTLM message 1 of 3 (negotiate), which proves nothing yet: a 401 with message 2 is its answer"
	case 2:
		return "NTLM message 2 of 3 (challenge), which only a server sends"
	case 3:
		return "NTLM message 3 of 3 (authenticate), which holds on the connection of its challenge only"
	}
	return "an NTLM message of an unknown type"
}

// HowToGet says in a sentence what a scheme of Windows domains is and how a
// client gets credentials for it; "" for other schemes.
func HowToGet(scheme string) string {
	switch strings.ToLower(scheme) {
	case "negotiate":
		return "Negotiate is Kerberos, or NTLM where there is no ticket (RFC 4559): get a ticket with kinit, then curl --negotiate -u :"
	case "ntlm":
		return "NTLM is a dialogue of three messages on one connection, with the password of a Windows domain: curl --ntlm -u"
	}
	return ""
}
