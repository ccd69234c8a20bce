// Package files reads what a diagnosis consults besides the request: documents
// that describe the API and its surroundings. Its readers are pure: bytes in, plain values out.
package files

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"example.com/why401/diag"
)

// MaxOpenAPI is how long a description may be, in bytes; those of large clouds fit.
const MaxOpenAPI = 4 << 20

// maxOperations bounds what is kept of one: the largest public descriptions have some thousands.
const maxOperations = 20000

// errExternal says that a part stands in another file, which is not followed:
// the document is somebody else's, and could name any file.
var errExternal = errors.New("it refers to other files: bundle it into one")

// OpenAPI reads what a description in OpenAPI 3 or Swagger 2.0, JSON or YAML,
// says of authentication, and nothing else of it: a fault in a schema does not
// matter here. The error is one line and repeats nothing of the document.
func OpenAPI(doc []byte) (d *diag.APIDescription, err error) {
	defer func() {
		if recover() != nil { // the YAML reader is made for good documents
			d, err = nil, errors.New("neither JSON nor YAML")
		}
	}()
	if len(doc) > MaxOpenAPI {
		return nil, errors.New("longer than 4 MiB")
	}
	var t openAPI
	var mistyped *yaml.TypeError
	if err := yaml.Unmarshal(doc, &t); err != nil && !errors.As(err, &mistyped) {
		return nil, errors.New("neither JSON nor YAML")
	}
	if !strings.HasPrefix(t.OpenAPI, "3.") && t.Swagger != "2.0" {
		return nil, errors.New("no OpenAPI 3 and no Swagger 2.0: its first level names neither version")
	}
	d = &diag.APIDescription{}
	if d.Schemes, err = t.schemes(); err != nil {
		return nil, err
	}
	for _, path := range slices.Sorted(maps.Keys(t.Paths)) {
		operations, err := t.operations(path, d.Schemes)
		if err != nil {
			return nil, err
		}
		if d.Operations = append(d.Operations, operations...); len(d.Operations) > maxOperations {
			return nil, errors.New("it describes more operations than can be looked through")
		}
	}
	if len(d.Operations) == 0 && len(d.Schemes) == 0 {
		return nil, errors.New("it describes neither operations nor security schemes")
	}
	return d, nil
}

// openAPI is the part of a document that speaks of authentication, in both versions.
type openAPI struct {
	OpenAPI    string              `yaml:"openapi"`
	Swagger    string              `yaml:"swagger"`
	BasePath   string              `yaml:"basePath"` // Swagger 2.0, in place of servers
	Servers    []server            `yaml:"servers"`
	Security   *requirements       `yaml:"security"`
	Paths      map[string]pathItem `yaml:"paths"`
	Components struct {
		Schemes   map[string]scheme   `yaml:"securitySchemes"`
		PathItems map[string]pathItem `yaml:"pathItems"`
	} `yaml:"components"`
	Definitions map[string]scheme `yaml:"securityDefinitions"` // Swagger 2.0
}

// requirements are alternatives: of one, all schemes with their scopes are
// needed (OpenAPI 3.1, section 4.8.30). An empty list says that nothing is.
type requirements []map[string][]string

type server struct {
	URL       string `yaml:"url"`
	Variables map[string]struct {
		Default string `yaml:"default"`
	} `yaml:"variables"`
}

type scheme struct {
	Ref    string `yaml:"$ref"`
	Type   string `yaml:"type"`
	In     string `yaml:"in"`
	Name   string `yaml:"name"`
	Scheme string `yaml:"scheme"`
}

// pathItem holds its operations by method in small letters, among other members.
type pathItem struct {
	Ref     string               `yaml:"$ref"`
	Servers []server             `yaml:"servers"`
	Members map[string]yaml.Node `yaml:",inline"`
}

type operation struct {
	Servers  []server      `yaml:"servers"`
	Security *requirements `yaml:"security"`
}

var methods = strings.Fields("get put post delete options head patch trace query")
