using FinData.Engine.Diagnostics;

namespace FinData.Domain.Fraud.History;

/// <summary>Labelled card payments in the order of (time, transaction id). Not changed once it is made.</summary>
/// <remarks>
/// Cards and terminals are numbers from 0 in the order of their names: numbers by value, before all other names.
/// </remarks>
public sealed class PaymentHistory
{
    private readonly LabelledPayment[] payments;

    private PaymentHistory(LabelledPayment[] payments, string[] cards, string[] terminals) =>
        (this.payments, Cards, Terminals) = (payments, cards, terminals);

    /// <summary>All payments, in order.</summary>
    public ReadOnlySpan<LabelledPayment> Payments => payments;

    /// <summary>The names of the cards, in order.</summary>
    public IReadOnlyList<string> Cards { get; }

    /// <summary>The names of the terminals, in order.</summary>
    public IReadOnlyList<string> Terminals { get; }

    /// <summary>The payments of some days, as places in the history.</summary>
    public IEnumerable<int> In(DayRange days)
    {
        for (var i = FirstFrom(days.Begin); i < payments.Length && payments[i].Time < days.End; i++) yield return i;
    }

    // The first payment at or after a time.
    private int FirstFrom(long time)
    {
        var (low, high) = (0, payments.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (payments[middle].Time < time) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>Collects payments in any order. For one thread.</summary>
    public sealed class Builder
    {
        private readonly List<LabelledPayment> payments = [];
        private readonly Names cards = new(), terminals = new();

        /// <summary>Adds a payment; names are ASCII or UTF-8.</summary>
        public void Add(long id, long time, ReadOnlySpan<byte> card, ReadOnlySpan<byte> terminal, long amount,
            bool isFraud) =>
            payments.Add(new(id, time, cards.NumberOf(card), terminals.NumberOf(terminal), amount, isFraud));

        /// <summary>The history of all that was added.</summary>
        /// <exception cref="FraudException">A transaction is there twice.</exception>
        public PaymentHistory Build()
        {
            var (cardNames, cardPlaces) = cards.InOrder();
            var (terminalNames, terminalPlaces) = terminals.InOrder();
            var sorted = payments.Select(p => p with
            {
                Card = cardPlaces[p.Card], Terminal = terminalPlaces[p.Terminal],
            }).ToArray();
            Array.Sort(sorted, (a, b) => a.Time != b.Time ? a.Time.CompareTo(b.Time) : a.Id.CompareTo(b.Id));
            for (var i = 1; i < sorted.Length; i++)
            {
                if (sorted[i].Id == sorted[i - 1].Id && sorted[i].Time == sorted[i - 1].Time)
                    throw new FraudException($"Transaction {sorted[i].Id} is there twice. Name each file once.");
            }
            return new PaymentHistory(sorted, cardNames, terminalNames);
        }
    }

    private sealed class Names
    {
        private readonly Dictionary<string, int> numbers = [];

        public int NumberOf(ReadOnlySpan<byte> name)
        {
            Span<char> text = stackalloc char[256];
            var known = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
            var length = System.Text.Encoding.UTF8.GetChars(name, text);
            if (known.TryGetValue(text[..length], out var number)) return number;
            known[text[..length]] = numbers.Count;
            return numbers.Count - 1;
        }

        public (string[] Names, int[] Places) InOrder()
        {
            var names = numbers.Keys.ToArray();
            Array.Sort(names, (a, b) => (long.TryParse(a, out var x), long.TryParse(b, out var y)) switch
            {
                (true, true) when x != y => x.CompareTo(y),
                (true, false) => -1,
                (false, true) => 1,
                _ => string.CompareOrdinal(a, b),
            });
            var places = new int[names.Length];
            for (var i = 0; i < names.Length; i++) places[numbers[names[i]]] = i;
            return (names, places);
        }
    }
}
