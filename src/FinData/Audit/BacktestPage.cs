using System.Globalization;
using System.Net;
using System.Text;
using FinData.Domain.Rules;
using FinData.Pictures;

namespace FinData.Audit;

/// <summary>A backtest on one page, with a picture of its days.</summary>
internal static class BacktestPage
{
    private const int Width = 640, Height = 240, Left = 44, Bottom = 32, Top = 24;

    /// <summary>The page.</summary>
    public static string Html(BacktestReport report, IReadOnlyList<Rule> rules)
    {
        var page = HtmlPage.Begin($"Backtest {report.From} to {report.To}");
        page.AppendLine(CultureInfo.InvariantCulture, $"""
            <p>{report.Debits:N0} debits that rules were asked about in {report.Days} days, each with the facts of then;
            of {report.Labelled:N0} it is known whether they were frauds: {report.Frauds:N0} were.</p>
            {Picture(report.PerDay)}
            """);
        page.AppendLine("<div class=\"wide\"><table><tr><th><th class=\"n\">as decided<th class=\"n\">as proposed");
        foreach (var (name, was, would) in report.Figures)
            page.AppendLine(CultureInfo.InvariantCulture,
                $"<tr><th>{name}<td class=\"n\">{was}<td class=\"n\">{would}");
        page.AppendLine("</table></div>");
        foreach (var (currency, amount) in report.Saved)
            page.AppendLine(CultureInfo.InvariantCulture, $"<p>Saved by the change: {amount} {currency}.</p>");
        if (report.WouldScores is { Curve.Count: > 0 } scores)
            page.AppendLine("<h2>Scores</h2>").AppendLine(PrecisionRecall.Svg(scores.Curve));
        if (rules.Count > 0) Rules(report, rules, page);
        Flips(report, page);
        return page.AppendLine("</html>").ToString();
    }

    private static void Rules(BacktestReport report, IReadOnlyList<Rule> rules, StringBuilder page)
    {
        page.AppendLine("""
            <h2>Rules</h2>
            <div class="wide"><table><tr><th>rule<th>does<th class="n">hits<th class="n">a day<th class="n">unknown
            <th class="n">precision<th class="n">recall
            """);
        foreach (var r in report.Rules)
            page.AppendLine(CultureInfo.InvariantCulture, $"<tr><th>{r.Rule}<td>{r.Action}<td class=\"n\">{r.Hits:N0}" +
                $"<td class=\"n\">{r.HitsADay}<td class=\"n\">{r.Unknown:N0}" +
                $"<td class=\"n\">{BacktestReport.Share(r.Precision)}" +
                $"<td class=\"n\">{BacktestReport.Share(r.Recall)}");
        page.AppendLine("</table></div>");
        page.AppendLine(CultureInfo.InvariantCulture,
            $"<pre>{WebUtility.HtmlEncode(string.Join("\n", rules.Select(r => r.Text.Trim())))}</pre>");
    }

    private static void Flips(BacktestReport report, StringBuilder page)
    {
        page.AppendLine("<h2>Decided otherwise</h2>");
        if (report.Flips.Count == 0)
        {
            page.AppendLine("<p>Nothing: each debit would be decided as it was.</p>");
            return;
        }
        foreach (var flip in report.Flips)
            page.AppendLine(CultureInfo.InvariantCulture, $"<p>{flip.Was} → {flip.Would}: {flip.Count:N0}</p>");
        page.AppendLine("<div class=\"wide\"><table><tr><th>time<th>transaction<th>account<th class=\"n\">amount" +
            "<th>was<th>would be<th>rules<th>fraud");
        foreach (var e in report.Examples)
            page.AppendLine(CultureInfo.InvariantCulture, $"<tr><td>{e.Time.UtcDateTime:yyyy-MM-dd HH:mm}" +
                $"<td>{WebUtility.HtmlEncode(e.Transaction)}<td>{WebUtility.HtmlEncode(e.Account)}" +
                $"<td class=\"n\">{e.Amount}<td>{e.Was}<td>{e.Would}<td>{string.Join(", ", e.Rules)}" +
                $"<td>{(e.IsFraud is { } fraud ? fraud ? "yes" : "no" : "")}");
        page.AppendLine("</table></div>");
    }

    // Bars of what was stopped (grey) and would be (blue) each day, of that frauds in red.
    private static string Picture(IReadOnlyList<BacktestDay> days)
    {
        var most = Math.Max(1, days.Max(d => Math.Max(d.Was, d.Would)));
        var step = (double)(Width - Left) / days.Count;
        var bars = new StringBuilder();
        for (var i = 0; i < days.Count; i++)
        {
            var x = Left + i * step;
            bars.Append(Bar(x + step * .1, step * .35, days[i].Was, most, "#9ca3af"))
                .Append(Bar(x + step * .5, step * .4, days[i].Would, most, "#2563eb"))
                .Append(Bar(x + step * .5, step * .4, days[i].Stopped, most, "#dc2626"));
        }
        return $"""
            <svg viewBox="0 0 {Width} {Height}" width="{Width}" role="img" aria-label="Debits stopped, day by day">
            <g>{bars}</g><path d="M{Left} {Top}V{Height - Bottom}H{Width}" fill="none" stroke="currentColor"/>
            <g fill="currentColor" font-size="12">
            <text x="{Left - 6}" y="{Top + 4}" text-anchor="end">{most:N0}</text>
            <text x="{Left - 6}" y="{Height - Bottom}" text-anchor="end">0</text>
            <text x="{Left}" y="{Height - 12}">{days[0].Day}</text>
            <text x="{Width}" y="{Height - 12}" text-anchor="end">{days[^1].Day}</text>
            <text x="{Left}" y="12">stopped a day: <tspan fill="#6b7280">as decided</tspan>, <tspan
            fill="#2563eb">as proposed</tspan>, <tspan fill="#dc2626">frauds of it</tspan></text>
            </g></svg>
            """;
    }

    private static string Bar(double x, double width, long count, long most, string color)
    {
        if (count == 0) return "";
        var height = (Height - Bottom - Top) * (double)count / most;
        return string.Create(CultureInfo.InvariantCulture, $"<rect x=\"{x:F1}\" y=\"{Height - Bottom - height:F1}\" " +
            $"width=\"{width:F1}\" height=\"{height:F1}\" fill=\"{color}\"/>");
    }
}
