using System.Globalization;
using System.Text;

namespace FinData.Pictures;

/// <summary>How precision falls as more frauds are found.</summary>
internal static class PrecisionRecall
{
    private const int Width = 480, Height = 320, Margin = 40;

    /// <summary>As SVG; a point for each pixel that the curve moves.</summary>
    /// <param name="curve">Flagged payments and frauds among them at each score, from high to low.</param>
    public static string Svg(IReadOnlyList<(long Flagged, long Frauds)> curve)
    {
        var (points, last, all) = (new StringBuilder(), "", curve[^1].Frauds);
        foreach (var (flagged, frauds) in curve)
        {
            var x = Margin + (Width - 2 * Margin) * (double)frauds / all;
            var y = Height - Margin - (Height - 2 * Margin) * (double)frauds / flagged;
            var point = string.Create(CultureInfo.InvariantCulture, $"{x:F0},{y:F0}");
            if (point != last) points.Append(points.Length > 0 ? " " : "").Append(point);
            last = point;
        }
        var (left, right, top, bottom) = (Margin, Width - Margin, Margin, Height - Margin);
        return $"""
            <svg viewBox="0 0 {Width} {Height}" width="{Width}" role="img" aria-label="Precision over recall">
            <path d="M{left} {top}V{bottom}H{right}" fill="none" stroke="currentColor"/>
            <polyline points="{points}" fill="none" stroke="#2563eb" stroke-width="2"/>
            <g fill="currentColor" font-size="12" text-anchor="middle">
            <text x="{Width / 2}" y="{Height - 8}">recall</text>
            <text x="{left}" y="{bottom + 16}">0</text><text x="{right}" y="{bottom + 16}">1</text>
            <text x="{left - 12}" y="{top + 4}">1</text><text x="{left}" y="{top - 14}">precision</text>
            </g></svg>
            """;
    }
}
