using FinData.Domain.Records;
using FinData.Domain.Rules;
using FinData.Engine.Entities;
using FinData.TestKit;

namespace FinData.Tests.Rules;

public sealed class RuleLifeCycleTests : IDisposable
{
    private const string Text = "rule large: when amount > 100 EUR then review";

    private readonly RuleScenario rules = Scenario.Of<RuleRegistry, RuleSetState, Nothing, RuleCommand, RuleEvent>(
        new RuleRegistry(KeyHasher.Public), (byte)EntityKind.RuleRegistry, "rules");

    public void Dispose() => rules.Dispose();

    [Fact]
    public void A_rule_goes_from_draft_to_active_and_out_again()
    {
        Add("anna").Then(Changed(RuleEventKind.Added, RuleStage.Draft, set: 1));
        Refuses(() => Promote("anna", RuleStage.Backtest), "What 'large' does on history is kept with the stage: ");
        Promote("anna", RuleStage.Backtest, figures: "5 of 100 debits")
            .Then(Changed(RuleEventKind.Promoted, RuleStage.Backtest, set: 2));
        Promote("anna", RuleStage.Shadow).Then(Changed(RuleEventKind.Promoted, RuleStage.Shadow, set: 3, slot: 1));
        Promote("anna", RuleStage.Percentage, 10)
            .Then(Changed(RuleEventKind.ApprovalAsked, RuleStage.Percentage, set: 4, percent: 10));
        Approve("boris").Then(Changed(RuleEventKind.Approved, RuleStage.Percentage, set: 5, slot: 1, percent: 10));
        Promote("anna", RuleStage.Active).Then(Changed(RuleEventKind.ApprovalAsked, RuleStage.Active, set: 6));
        Approve("boris").Then(Changed(RuleEventKind.Approved, RuleStage.Active, set: 7, slot: 1));
        RollBack("carla").Then(Changed(RuleEventKind.RolledBack, RuleStage.RolledBack, set: 8));
        RollBack("carla").ThenRejected(RuleRegistry.Refused);
        Assert.Equal("No version of 'large' does anything; there is nothing to roll back.", rules.Note);
    }

    [Fact]
    public void Each_change_is_sent_to_all_shards_with_its_text_and_a_no_to_none()
    {
        Add("anna").ThenSends((byte)EntityKind.RuleCopy, "rules", new RuleCommand
        {
            Ask = RuleAsk.Take, Event = Changed(RuleEventKind.Added, RuleStage.Draft, set: 1),
        });
        Approve("boris").ThenRejected(RuleRegistry.Refused).ThenSendsNothing();
    }

    [Theory]
    [InlineData("anna", "anna has made version 1 of 'large'; somebody else approves it.")]
    [InlineData("boris", "boris has asked for it; somebody else approves version 1 of 'large'.")]
    [InlineData("Anna", "Anna has made version 1 of 'large'; somebody else approves it.")]
    [InlineData("BORIS", "BORIS has asked for it; somebody else approves version 1 of 'large'.")]
    [InlineData("", "A person has a name of 1 to 40 characters; say who you are, with 'by' or --by.")]
    [InlineData(" carla", "A person has a name of 1 to 40 characters; say who you are, with 'by' or --by.")]
    [InlineData("an\u200bna", "A person's name has letters that can be seen, and no control characters.")]
    [InlineData("anna\t2", "A person's name has letters that can be seen, and no control characters.")]
    public void Who_made_it_or_asked_for_it_does_not_approve_it(string by, string why)
    {
        Add("anna");
        Promote("boris", RuleStage.Active);
        Approve(by).ThenRejected(RuleRegistry.Refused);
        Assert.Equal(why, rules.Note);
    }

    [Fact]
    public void Of_two_who_approve_one_wins_and_the_other_is_told_so()
    {
        Add("anna");
        Promote("anna", RuleStage.Active);
        Approve("boris").Then(Changed(RuleEventKind.Approved, RuleStage.Active, set: 3, slot: 1));
        Approve("carla").ThenRejected(RuleRegistry.Refused);
        Assert.Equal("boris has approved version 1 of 'large' before you; it is active, and nothing else waits.",
            rules.Note);
    }

    [Fact]
    public void A_new_version_takes_the_place_of_the_active_one_and_gives_it_back()
    {
        Add("anna");
        Promote("anna", RuleStage.Active);
        Approve("boris");
        Add("anna", Text.Replace("100", "200", StringComparison.Ordinal))
            .Then(Changed(RuleEventKind.Added, RuleStage.Draft, set: 4, version: 2));
        Promote("anna", RuleStage.Percentage, 50);
        Approve("boris").Then(Changed(RuleEventKind.Approved, RuleStage.Percentage, 6, 2, slot: 2, percent: 50));
        Promote("anna", RuleStage.Active);
        Approve("boris").Then(Changed(RuleEventKind.Approved, RuleStage.Active, 8, 2, slot: 2));
        RollBack("dora").Then(Changed(RuleEventKind.RolledBack, RuleStage.RolledBack, 9, 2, slot: 2));
        RollBack("dora").Then(Changed(RuleEventKind.RolledBack, RuleStage.RolledBack, 10));
    }

    [Fact]
    public void What_cannot_be_is_refused_with_a_sentence()
    {
        Refuses(() => Add("anna", Text.Replace("amount", "amuont", StringComparison.Ordinal)),
            "large:1:18: There is no value 'amuont'; did you mean 'amount'?");
        Add("anna");
        Refuses(() => Add("boris"), "Version 1 of 'large' says the same.");
        Refuses(() => Promote("anna", RuleStage.Shadow, name: "lareg"),
            "There is no rule 'lareg'; did you mean 'large'?");
        Refuses(() => Promote("anna", RuleStage.Percentage, 100), "A percentage is 1 to 99;");
        Refuses(() => Promote("anna", RuleStage.Replaced), "A rule is promoted to backtest, shadow, percentage or");
        Refuses(() => Approve("boris"), "Nothing of 'large' waits for approval; promote it first.");
        Refuses(() => Promote("anna", RuleStage.Shadow, version: 7), "Version 7 of 'large' is not the one in question");
        Promote("anna", RuleStage.Shadow);
        Refuses(() => Promote("anna", RuleStage.Backtest, figures: "5 of 100 debits"),
            "Version 1 of 'large' is in shadow already;");
        Refuses(() => Add("anna", Text.Replace("100", "200", StringComparison.Ordinal)),
            "Version 1 of 'large' is in shadow. Promote it or roll it back before there is another.");
        RollBack("anna");
        Refuses(() => Promote("anna", RuleStage.Active), "Version 1 of 'large' is rolled back; add another version");
        Add("anna").Then(Changed(RuleEventKind.Added, RuleStage.Draft, set: 4, version: 2));
    }

    [Fact]
    public void A_rule_has_as_many_versions_as_its_bank_likes_and_the_last_few_are_kept()
    {
        for (var version = 1; version <= 30; version++)
            Add("anna", Text.Replace("100", $"{version}", StringComparison.Ordinal))
                .Then(Changed(RuleEventKind.Added, RuleStage.Draft, set: version, version: version));
        Promote("anna", RuleStage.Shadow).Then(Changed(RuleEventKind.Promoted, RuleStage.Shadow, 31, 30, slot: 1));
    }

    [Fact]
    public void There_are_bits_for_64_versions_at_a_time()
    {
        for (var rule = 1; rule <= 64; rule++)
        {
            Add("anna", $"rule r{rule}: when true then approve", $"r{rule}");
            Promote("anna", RuleStage.Shadow, name: $"r{rule}");
        }
        Add("anna");
        Refuses(() => Promote("anna", RuleStage.Shadow), "64 versions are in shadow or act; roll one back first.");
        RollBack("anna", "r7");
        Promote("anna", RuleStage.Shadow)
            .Then(Changed(RuleEventKind.Promoted, RuleStage.Shadow, 131, 1, slot: 7, rule: 65));
    }

    private void Refuses(Action ask, string why)
    {
        ask();
        rules.ThenRejected(RuleRegistry.Refused);
        Assert.StartsWith(why, rules.Note);
    }

    private RuleScenario Add(string by, string text = Text, string name = "large") =>
        rules.When(new RuleCommand { Ask = RuleAsk.Add }, note: $"{by}\n{name}\n{text}");

    private RuleScenario Promote(string by, RuleStage to, byte percent = 0, int version = 0, string name = "large",
        string figures = "") =>
        rules.When(new RuleCommand { Ask = RuleAsk.Promote, Stage = to, Percent = percent, Version = version },
            note: $"{by}\n{name}\n{figures}");

    private RuleScenario Approve(string by) =>
        rules.When(new RuleCommand { Ask = RuleAsk.Approve }, note: $"{by}\nlarge\n");

    private RuleScenario RollBack(string by, string name = "large") =>
        rules.When(new RuleCommand { Ask = RuleAsk.RollBack }, note: $"{by}\n{name}\n");

    private static RuleEvent Changed(RuleEventKind kind, RuleStage stage, int set, int version = 1, byte slot = 0,
        byte percent = 0, int rule = 1) =>
        new()
        {
            Kind = kind, Stage = stage, Set = set, Rule = rule, Version = version, Slot = slot, Percent = percent,
        };
}
