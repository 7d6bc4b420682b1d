using FinData.Domain.Records;
using FinData.Domain.Rules;
using FinData.Fraud;
using FinData.Node;

namespace FinData.Commands;

/// <summary>What looks at the payments of a benchmark: a model that scores them, and rules that act.</summary>
internal sealed class BenchFraud
{
    private const string Maker = "bench", Checker = "bench-checker";

    private readonly byte[]? model;
    private readonly IReadOnlyList<Rule> rules = [];

    /// <summary>Reads the files; both may be left out.</summary>
    /// <exception cref="NodeException">A rule cannot be read; the message shows where.</exception>
    public BenchFraud(string? modelFile, string? rulesFile)
    {
        if (modelFile is not null) model = ModelFile.BytesOf(modelFile);
        if (rulesFile is null) return;
        var text = RuleCheckCommands.ReadText(rulesFile);
        var read = RuleFile.Read(text);
        if (read.Problems.Count > 0)
            throw new NodeException(string.Join('\n', read.Problems.Select(p => p.Picture(rulesFile, text))));
        rules = read.Rules;
    }

    /// <summary>Lets them look at all that comes from now on.</summary>
    public void Apply(FinDataNode node, CancellationToken stop)
    {
        if (model is not null) ReplayCommand.UseModel(node, model, stop);
        // A rule may only look into lists that are there.
        foreach (var list in rules.SelectMany(r => r.Lists).Distinct())
            node.ChangeRule(new() { Ask = RuleAsk.Put }, new RuleNote(Maker, list, "card:nobody"));
        foreach (var rule in rules)
        {
            node.ChangeRule(new() { Ask = RuleAsk.Add }, new RuleNote(Maker, rule.Name, rule.Text));
            node.ChangeRule(new() { Ask = RuleAsk.Promote, Stage = RuleStage.Active },
                new RuleNote(Maker, rule.Name, ""));
            node.ChangeRule(new() { Ask = RuleAsk.Approve }, new RuleNote(Checker, rule.Name, ""));
        }
        node.Dispatcher!.WaitForRest([], stop);
        var home = node.Shards.Shards[node.Shards.Map.ShardOf(RuleRegistry.Name)];
        var book = ((RuleRegion)home.RegionOf((byte)EntityKind.RuleRegistry)).Entity.Registered;
        if (rules.FirstOrDefault(r => book.Find(r.Name)?.Active is null) is { } refused)
            throw new NodeException($"The rule '{refused.Name}' was refused; 'findata rule add' says why. At most " +
                $"{RuleBook.SlotsMax} rules act at a time.");
    }
}
