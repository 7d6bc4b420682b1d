using FinData.Domain.Fraud.Models;
using FinData.Domain.Records;
using FinData.Engine.Shards;

namespace FinData.Queries;

public sealed partial class LocalQueries
{
    /// <inheritdoc/>
    public override async Task<ModelList> ModelsAsync(CancellationToken stop = default)
    {
        var (cards, labels) = (0, 0);
        foreach (var shard in shards.Shards)
        {
            await ReadAsync(shard, () =>
            {
                var fraud = ((AccountRegion)shard.RegionOf((byte)EntityKind.Card)).Entity.Fraud!;
                (cards, labels) = (cards + fraud.Cards, labels + fraud.Labels.Count);
                return false;
            }, stop);
        }
        ModelList? list = null;
        var home = shards.Shards[shards.Map.ShardOf(ModelRegistry.Name)];
        await ReadAsync(home, () =>
        {
            var copy = ((ModelRegion)home.RegionOf((byte)EntityKind.ModelRegistry)).Entity.Copy;
            var last = copy.Number > 0 ? copy.Changes[^1] : null;
            var scoring = last is { Kind: ModelEventKind.Used } ? last.Name : null;
            list = new ModelList(scoring, copy.Watches, scoring is null || copy.Model is not null, cards, labels,
                [.. copy.Changes.Reverse().Select(c => new ModelChangeRow(c.Number, ModelChangeRow.WordOf(c.Kind),
                    c.Name, c.By, DateTimeOffset.FromUnixTimeMilliseconds(c.Time)))]);
            return false;
        }, stop);
        return list!;
    }

    // The models' names, by the number of their change less one.
    private async Task<IReadOnlyList<string>> ModelsOfAsync(Shard shard, CancellationToken stop)
    {
        IReadOnlyList<string> names = [];
        await ReadAsync(shard, () =>
        {
            names = [.. ((ModelRegion)shard.RegionOf((byte)EntityKind.ModelCopy)).Entity.Copy.Changes
                .Select(c => c.Name)];
            return false;
        }, stop);
        return names;
    }
}
