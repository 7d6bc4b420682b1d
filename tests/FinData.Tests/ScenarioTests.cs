using FinData.Domain.Products;
using FinData.TestKit;

namespace FinData.Tests;

/// <summary>What a scenario says when an entity does something else than expected.</summary>
public class ScenarioTests
{
    private static readonly ProductCommand sale = new() { Quantity = 2, Revenue = 3_000, Currency = 7 };
    private static readonly ProductEvent sold =
        new() { Kind = ProductEventKind.Sold, Quantity = 2, Revenue = 3_000, Currency = 7 };

    [Fact]
    public void What_holds_passes_and_leaves_the_state_to_look_at()
    {
        using var scenario = Product();
        scenario.Given(sold).When(in sale).Then(sold).When(sale with { Currency = 8 })
            .ThenRejected(4).ThenSendsNothing()
            .WhenTimePasses(long.MaxValue).ThenNothing();
        Assert.Equal((4L, 3), (scenario.State.Quantity, scenario.Events));
    }

    [Fact]
    public void A_wrong_field_is_named_with_both_values() => Fails(
        "Step 1 of the scenario: event 1 differs: Quantity is 2 and should be 3.",
        s => s.When(in sale).Then(sold with { Quantity = 3 }));

    [Fact]
    public void A_missing_event_is_counted_and_what_came_is_shown() => Fails(
        "Step 2 of the scenario: expected 2 events, but 1 event followed.\n" +
        "  came: Kind = Sold, Currency = 7, Quantity = 2, Revenue = 3000",
        s => s.When(in sale).Then(sold).When(in sale).Then(sold, sold));

    [Fact]
    public void A_rejection_where_events_are_expected_is_told_with_its_reason() => Fails(
        "Step 1 of the scenario: expected 1 event, but it was rejected with reason 4.",
        s => s.Given(sold).When(sale with { Currency = 8 }).Then(sold));

    [Fact]
    public void Events_where_a_rejection_is_expected_are_told() => Fails(
        "Step 1 of the scenario: expected a rejection with reason 4, but 1 event followed.",
        s => s.When(in sale).ThenRejected(4));

    [Fact]
    public void Another_reason_is_told() => Fails(
        "Step 1 of the scenario: expected a rejection with reason 5, but the reason was 4.",
        s => s.Given(sold).When(sale with { Currency = 8 }).ThenRejected(5));

    [Fact]
    public void An_event_where_nothing_is_expected_is_told() => Fails(
        "Step 1 of the scenario: expected nothing, but 1 event followed, with reason 0.",
        s => s.When(in sale).ThenNothing());

    [Fact]
    public void A_message_that_was_not_sent_is_missed() => Fails(
        "Step 1 of the scenario: expected one message, but there were 0.",
        s => s.Given(sold).When(sale with { Currency = 8 }).ThenSends(1, "a", in sale));

    private static void Fails(string message, Action<ProductScenario> run)
    {
        using var scenario = Product();
        var failure = Assert.Throws<ScenarioException>(() => run(scenario));
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }

    private static ProductScenario Product() =>
        Scenario.Of<Products, Product, MinuteRing, ProductCommand, ProductEvent>(new Products());
}
