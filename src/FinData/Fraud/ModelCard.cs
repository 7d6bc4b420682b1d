using System.Globalization;
using System.Text;
using FinData.Domain.Fraud.Features;
using FinData.Domain.Fraud.Models;
using FinData.Pictures;

namespace FinData.Fraud;

/// <summary>A model's card: one page that says what it was made of, what it sees and how well it tells.</summary>
internal static class ModelCard
{
    /// <summary>The page, with its picture inside.</summary>
    /// <param name="name">What tells the model from others.</param>
    /// <param name="model">The model.</param>
    /// <param name="notes">What it was made of.</param>
    /// <param name="curve">Flagged payments and frauds among them at each score, from high to low.</param>
    public static string Html(string name, TreeModel model, ModelNotes notes, List<(long Flagged, long Frauds)> curve)
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
                {{PrecisionRecall.Svg(curve)}}
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
}
