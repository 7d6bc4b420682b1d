using System.Globalization;
using System.Text;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Models;
using FinData.Pictures;

namespace FinData.Fraud;

/// <summary>A model's card: one page that says what it was made of, what it sees and how well it tells.</summary>
internal static class ModelCard
{
    private const int Width = 480, Height = 320, Margin = 40;

    /// <summary>The page, with its picture inside.</summary>
    /// <param name="name">What tells the model from others.</param>
    /// <param name="model">The model.</param>
    /// <param name="notes">What it was made of.</param>
    /// <param name="curve">Flagged payments and frauds among them at each score, from high to low.</param>
    public static string Html(string name, TreeModel model, ModelNotes notes, List<(int Flagged, int Frauds)> curve)
    {
        var page = HtmlPage.Begin($"Fraud model {name}").Append($$"""
            <h2>Purpose</h2>
            <p>Scores a card payment when it is made: the log-odds that it turns out to be a fraud. Labels count as
            known {{notes.LabelDelayDays}} days after a payment, in training as live.</p>
            <h2>Data</h2>
            <table>
            <tr><th>learned from<td>{{notes.Train}}: {{notes.Payments}} payments, {{notes.Frauds}} frauds
            <tr><th>seed<td>{{notes.Seed}}
            <tr><th>trees<td>{{model.Trees}} of depth {{model.Depth}}
            </table>
            <h2>Figures</h2>

            """);
        if (notes.Figures is { } figures)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $$"""
                <p>On {{notes.Test}}: {{notes.TestPayments}} payments, {{notes.TestFrauds}} frauds. Cards that were
                known to be compromised are left out.</p>
                <table>
                <tr><th>AUC ROC<td>{{figures.Auc:F4}}
                <tr><th>average precision<td>{{figures.AveragePrecision:F4}}
                <tr><th>card precision@100<td>{{figures.CardPrecision100:F4}}
                </table>
                {{Picture(curve)}}
                """);
        }
        else page.AppendLine("<p>The files had no whole week after its train days and the label delay.</p>");
        page.AppendLine("<h2>Features</h2>\n<table>");
        foreach (var family in FeatureSet.Families)
        {
            var names = Enumerable.Range(0, FeatureSet.Count)
                .Where(f => FeatureSet.FamilyOf((Feature)f) == family).Select(f => FeatureSet.Names[f]);
            page.AppendLine(CultureInfo.InvariantCulture, $"<tr><th>{family}<td>{string.Join(", ", names)}");
        }
        return page.AppendLine("</table>\n</html>").ToString();
    }

    // Precision over recall; a point for each pixel that the curve moves.
    private static string Picture(List<(int Flagged, int Frauds)> curve)
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
