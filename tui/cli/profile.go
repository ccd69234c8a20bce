package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"example.com/why401/diag"
	"example.com/why401/diag/cause"
	"example.com/why401/diag/intake"
)

// profile writes and checks the files that --profile reads.
func (p *program) profile() *cobra.Command {
	cmd := &cobra.Command{
		Use:         "profile",
		Short:       "Keep an API's facts in a file, for --profile",
		Annotations: map[string]string{"use": "why401 profile init [NAME|FILE]\nwhy401 profile check NAME|FILE"},
		Long: `A profile keeps what is always the same about an API, for --profile NAME|FILE.
It is YAML; a name without slash and ending is one of your own, in
$XDG_CONFIG_HOME/why401/NAME.yaml (else ~/.config). A flag wins over it. It
holds no secrets: those stay in files and variables.

  issuer: https://id.example.com      # and the other flags of these names:
  client_id: orders-sync              # token_url, jwks_url, introspection_url,
  audience: api://orders              # resource, origin, ntp, proxy, openapi,
  scope: [orders:read]                # client_secret_file, cacert, ...
  verify: [https://api.example.com/v2/me]
  settings: Settings → API → Applications
  contact: api-support@example.com
  scope_map:
    - {method: GET, path: "/v2/orders/{id}", any_of: [orders:read, admin]}
  environments:
    production: {hosts: [api.example.com], issuers: [https://id.example.com]}
    staging: {hosts: [api.stg.example.com], audiences: [api://orders-stg]}
  error_codes:                        # what the API's own codes mean
    E-AUTH-001: token-expired         # a cause, as why401 explain lists them
    E-AUTH-007: {cause: insufficient-scope, means: the plan lacks exports}`,
		Example: `  why401 profile init orders
  why401 profile check orders
  why401 check --profile orders --token-file token https://api.example.com/v2/me`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknown("profile command", args[0], []string{"init", "check"}, "why401 profile --help")
			}
			return nil
		},
		RunE: func(*cobra.Command, []string) error {
			return errors.New("profile: init or check? (why401 profile --help)")
		},
	}
	cmd.AddCommand(p.profileInit(), p.profileCheck())
	return cmd
}

func (p *program) profileCheck() *cobra.Command {
	return &cobra.Command{
		Use:   "check NAME|FILE",
		Short: "Name what is wrong with a profile, by line and column",
		Args:  oneProfile,
		RunE: func(_ *cobra.Command, args []string) error {
			path, err := intake.ProfilePath(args[0], p.env())
			if err != nil {
				return fmt.Errorf("profile check %w", err)
			}
			f, err := intake.ReadProfile(path, p.env())
			var all intake.Problems
			if errors.As(err, &all) {
				for _, problem := range all {
					p.complain(path + ": " + problem.Error())
				}
				return usage
			}
			if err != nil {
				return fmt.Errorf("profile check %s: %w", args[0], err)
			}
			return p.print(profileSummary(diag.NewSecrets("").Show(path), f))
		},
	}
}

func oneProfile(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("%s: name the profile or its file", cmd.CommandPath())
	}
	return atMost(1)(cmd, args)
}

func profileSummary(name diag.Text, f intake.ProfileFile) string {
	return fmt.Sprintf("%s: nothing is wrong with it. Flags: %d, rules for scopes: %d, environments: %d, error codes: %d.\n",
		name, len(f.Values), len(f.ScopeMap), len(f.Environments), len(f.ErrorCodes))
}

// causeCodes are the causes that an error code can stand for: all but those that tell of success.
func causeCodes() []diag.Code {
	var all []diag.Code
	for _, c := range cause.All {
		if c.Step != 0 && c.Code != "resolved" && c.Code != "not-reproduced" {
			all = append(all, c.Code)
		}
	}
	return all
}
