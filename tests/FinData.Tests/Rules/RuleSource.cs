using FinData.Domain.Rules;
using FinData.Engine.Shards;
using FinData.Engine.Streams;
using FinData.TestKit;

namespace FinData.Tests.Rules;

/// <summary>Changes of rules that a seed makes up, positioned: after a crash they are read again.</summary>
internal sealed class RuleSource : Source
{
    private const int Changes = 40, ChangesPerStep = 4;

    private static readonly string[] people = ["anna", "boris", "carla"], names = ["a", "b", "c"];

    private readonly List<(RuleCommand Command, RuleNote Note)> changes = [];
    private readonly ShardMap map;
    private readonly SourceWriter writer;
    private readonly int shard;
    private int next;

    public RuleSource(ShardRegion shards, ulong seed)
    {
        var chance = new Chance(seed ^ 0x4e11);
        foreach (var name in names[..2])
        {
            changes.Add((new RuleCommand { Ask = RuleAsk.Add }, new RuleNote("anna", name, Text(name, chance))));
            changes.Add((new RuleCommand { Ask = RuleAsk.Promote, Stage = RuleStage.Active },
                new RuleNote("anna", name, "")));
            changes.Add((new RuleCommand { Ask = RuleAsk.Approve }, new RuleNote("boris", name, "")));
        }
        changes.Add((new RuleCommand { Ask = RuleAsk.Add }, new RuleNote("anna", "c", Text("c", chance))));
        changes.Add((new RuleCommand { Ask = RuleAsk.Promote, Stage = RuleStage.Shadow },
            new RuleNote("anna", "c", "")));
        while (changes.Count < Changes) changes.Add(Make(chance));
        (map, shard) = (shards.Map, shards.Map.ShardOf(RuleRegistry.Name));
        writer = new SourceWriter(shards, shards.Journal.SourceNumber(Name));
        next = (int)Math.Clamp(writer.Taken, 0, Changes);
        IsEnded = writer.Taken == long.MaxValue;
    }

    public override string Name => "rules";

    public override unsafe bool Step()
    {
        for (var left = ChangesPerStep; left > 0 && next < Changes; left--)
        {
            var (command, note) = changes[next++];
            var frames = writer.For(shard);
            var start = frames.Length;
            RuleRegistry.Write(map, frames, in command, note, time: 1_000_000_000_000 + next, ticket: 0);
            ((CommandHeader*)(frames.Start + start))->Position = next;
        }
        IsEnded = next == Changes;
        writer.Flush(next, long.MinValue, IsEnded);
        return true;
    }

    protected override void Dispose(bool disposing) { }

    private static (RuleCommand, RuleNote) Make(Chance chance)
    {
        var name = names[chance.Below(names.Length)];
        var by = people[chance.Below(people.Length)];
        var command = chance.Below(8) switch
        {
            0 or 1 => new RuleCommand { Ask = RuleAsk.Add },
            2 or 3 => new RuleCommand { Ask = RuleAsk.Promote, Stage = RuleStage.Active },
            4 => new RuleCommand
            {
                Ask = RuleAsk.Promote, Stage = chance.OneIn(2) ? RuleStage.Shadow : RuleStage.Backtest,
            },
            5 => new RuleCommand { Ask = RuleAsk.Promote, Stage = RuleStage.Percentage, Percent = 40 },
            6 when chance.OneIn(2) => new RuleCommand { Ask = RuleAsk.RollBack },
            _ => new RuleCommand { Ask = RuleAsk.Approve },
        };
        return (command, new RuleNote(by, name, command.Ask == RuleAsk.Add ? Text(name, chance)
            : command.Stage == RuleStage.Backtest ? "some figures" : ""));
    }

    // All that they look at is in the event, so that a decision can be made again from the journal alone.
    private static string Text(string name, Chance chance) =>
        $"rule {name}: when amount > {10 + chance.Below(40)} EUR / {1 + chance.Below(20)} then " +
        (chance.OneIn(2) ? "decline" : "review");
}
