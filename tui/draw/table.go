package draw

import (
	"slices"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/lipgloss/table"

	"example.com/why401/diag"
	"example.com/why401/steps"
)

// table is rows under headings; in a narrow window a list of each row's cells.
func (c canvas) table(b steps.Table) []string {
	if len(b.Rows) == 0 || len(b.Cols) == 0 {
		return nil
	}
	var out []string
	if b.Head != "" {
		out = render(c.th.Strong, Wrap(b.Head, c.text))
	}
	widths := natural(b)
	if c.narrow() && total(widths) > c.width {
		return append(out, c.records(b)...)
	}
	shrink(widths, c.width)
	t := table.New().Headers(b.Cols...).Width(total(widths)).
		BorderTop(false).BorderBottom(false).BorderLeft(false).BorderRight(false).
		BorderHeader(false).BorderColumn(false).BorderRow(false).
		StyleFunc(func(row, col int) lipgloss.Style {
			style := c.th.Plain
			if row == table.HeaderRow {
				style = c.th.Dim
			}
			if col == len(widths)-1 {
				return style.Width(widths[col])
			}
			return style.Width(widths[col] + gap).PaddingRight(gap)
		})
	for _, r := range b.Rows {
		t.Row(cells(r, len(b.Cols))...)
	}
	return append(out, split(t.String())...)
}

// cells are exactly n, however many the row has.
func cells(row []diag.Text, n int) []string {
	out := make([]string, n)
	for i := range min(n, len(row)) {
		out[i] = string(row[i])
	}
	return out
}

// natural is how wide each column would like to be.
func natural(b steps.Table) []int {
	widths := make([]int, len(b.Cols))
	for i, col := range b.Cols {
		widths[i] = lipgloss.Width(col)
		for _, r := range b.Rows {
			widths[i] = max(widths[i], lipgloss.Width(cells(r, len(b.Cols))[i]))
		}
	}
	return widths
}

// total is the width of a table with such columns.
func total(widths []int) int {
	sum := gap * (len(widths) - 1)
	for _, w := range widths {
		sum += w
	}
	return sum
}

// shrink takes from the widest column until the table fits.
func shrink(widths []int, width int) {
	for total(widths) > width {
		most := slices.Max(widths)
		if most <= 1 {
			return
		}
		widths[slices.Index(widths, most)]--
	}
}

// records are the rows below each other, a line a cell.
func (c canvas) records(b steps.Table) []string {
	label := widest(c.width/3, b.Cols...)
	var out []string
	for i, r := range b.Rows {
		if i > 0 {
			out = append(out, "")
		}
		for j, cell := range cells(r, len(b.Cols)) {
			if cell == "" {
				continue
			}
			first := c.th.Dim.Render(pad(c.cut(b.Cols[j], label), label)) + "  "
			out = append(out, hang(first, Wrap(cell, c.width-label-2))...)
		}
	}
	return out
}
