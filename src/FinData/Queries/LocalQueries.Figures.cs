using FinData.Domain.Fraud.Evaluation;
using FinData.Domain.Fraud.History;
using FinData.Domain.Fraud.Live;
using FinData.Domain.Fraud.Models;
using FinData.Domain.Records;
using FinData.Engine.Shards;

namespace FinData.Queries;

public sealed partial class LocalQueries
{
    private const int DaysUsual = 30, DaysByDay = 92, Week = 7;

    /// <inheritdoc/>
    public override async Task<ModelFigureList> ModelFiguresAsync(ModelFiguresAsked asked,
        CancellationToken stop = default)
    {
        var (from, to) = (DayOf("from", asked.From), DayOf("to", asked.To));
        QueryBounds.OneOf("by", asked.By ?? "", ["", "day", "week"]);
        QueryBounds.Require(from is null || to is null || from <= to, $"from is {asked.From}, after to, {asked.To}.");
        var days = new SortedDictionary<(int Day, int Model), ModelPeriod>();
        var (since, labelledAt) = (int.MinValue, 0L);
        foreach (var shard in shards.Shards)
        {
            await ReadAsync(shard, () =>
            {
                var kept = ((AccountRegion)shard.RegionOf((byte)EntityKind.Card)).Entity.Fraud!.Days;
                (since, labelledAt) = (Math.Max(since, kept.Since), Math.Max(labelledAt, kept.LabelledAt));
                kept.Each((in ModelDay day) =>
                {
                    if (!days.TryGetValue((day.Day, day.Model), out var period))
                        days[(day.Day, day.Model)] = period = new ModelPeriod();
                    period.Add(in day);
                });
                return false;
            }, stop);
        }
        var changes = await ModelChangesAsync(stop);
        // What one shard has forgotten would be a part of a day.
        var known = days.Where(d => d.Key.Day >= since).ToList();
        to ??= known.Count == 0 ? from : Math.Max(from ?? int.MinValue, known[^1].Key.Day);
        from ??= to - DaysUsual + 1;
        var isByWeek = asked.By is { Length: > 0 } by ? by == "week" : to - from >= DaysByDay;
        var spans = known.GroupBy(d => d.Key.Model).OrderBy(m => m.Key)
            .Select(model => new FiguresOf(changes[model.Key - 1], [.. model.Select(d => (d.Key.Day, d.Value))],
                since, labelledAt, Policy.Fraud.LabelDelay)).ToList();
        return new ModelFigureList(from is { } first ? DayRange.TextOf(first) : null,
            to is { } last ? DayRange.TextOf(last) : null, isByWeek ? "week" : "day",
            labelledAt == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(labelledAt),
            Policy.Fraud.LabelDelay.TotalDays, Policy.Alerts.Probability,
            [.. spans.Select(s => s.Span(from!.Value, to!.Value)).OfType<ModelSpan>()],
            [.. spans.SelectMany(s => s.Rows(from!.Value, to!.Value, isByWeek))
                .OrderBy(r => r.From, StringComparer.Ordinal).ThenBy(r => r.Model)]);
    }

    private static int? DayOf(string name, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        QueryBounds.Require(DayRange.TryDay(text, out var day), $"{name} is '{text}'; write a day such as 2018-06-10.");
        return day;
    }

    private async Task<IReadOnlyList<ModelChange>> ModelChangesAsync(CancellationToken stop)
    {
        IReadOnlyList<ModelChange> changes = [];
        var home = shards.Shards[shards.Map.ShardOf(ModelRegistry.Name)];
        await ReadAsync(home, () =>
        {
            changes = [.. ((ModelRegion)home.RegionOf((byte)EntityKind.ModelRegistry)).Entity.Copy.Changes];
            return false;
        }, stop);
        return changes;
    }

    // One model's days, the oldest first.
    private sealed class FiguresOf(ModelChange change, List<(int Day, ModelPeriod Period)> days, int since,
        long labelledAt, TimeSpan labelDelay)
    {
        private int First => days[0].Day;

        private ScoreHistogram FirstWeek { get; } =
            ModelPeriod.Of(days.Where(d => d.Day < days[0].Day + Week).Select(d => d.Period)).Scores;

        public ModelSpan? Span(int from, int to)
        {
            var part = days.Where(d => d.Day >= from && d.Day <= to).ToList();
            if (part.Count == 0) return null;
            var all = ModelPeriod.Of(part.Select(d => d.Period));
            return new ModelSpan(change.Number, change.Name, change.By,
                DateTimeOffset.FromUnixTimeMilliseconds(change.Time), DayRange.TextOf(First),
                Row(part[0].Day, part[^1].Day, all), ScoreBand.Of(all.Scores));
        }

        public IEnumerable<ModelFigureRow> Rows(int from, int to, bool isByWeek) => days
            .Where(d => d.Day >= from && d.Day <= to).GroupBy(d => isByWeek ? MondayOf(d.Day) : d.Day)
            .Select(period => Row(Math.Max(from, period.Key), Math.Min(to, period.Key + (isByWeek ? Week - 1 : 0)),
                ModelPeriod.Of(period.Select(d => d.Period))));

        private ModelFigureRow Row(int from, int to, ModelPeriod period) => period.Figures(
            new ModelFigureRow(DayRange.TextOf(from), DayRange.TextOf(to), change.Number, change.Name,
                new DayRange(from, to).End + (long)labelDelay.TotalMilliseconds <= labelledAt),
            // Where its days begin with those that are kept, there were others before.
            from < First + Week || First == since ? null : FirstWeek);

        // 1970 began on a Thursday.
        private static int MondayOf(int day) => day - ((day + 3) % Week + Week) % Week;
    }
}
