using System.Text;
using FinData.Domain.Records;

namespace FinData.Tests.Records;

/// <summary>Plain records are found in one pass, all others by the full reader: with the same result.</summary>
public class JsonScanTests
{
    private const string Plain = """
        {"id":"t1","ts":"2026-01-01T00:00:00.0Z","type":"payment","account":"a1","terminal":"m","amount":2.50,"x":"y"}
        """;

    [Theory]
    [InlineData(Plain)]
    [InlineData("""{ "id" : "t1", "ts":"2026-01-01T00:00:00Z", "type":"deposit", "account":"a1", "amount":"0.10" } """)]
    [InlineData("""{"order":"o1","ts":"2026-01-01T00:00:00Z","product":"p1","quantity":2,"price":19.9,"n":-0.5}""")]
    public void A_mutated_record_is_read_alike_with_and_without_a_tab_that_forces_the_full_reader(string line)
    {
        var good = Encoding.UTF8.GetBytes(line);
        for (var seed = 0; seed < 4_000; seed++)
        {
            var mutated = seed == 0 ? good : Mutate(good, new Random(seed));
            if (mutated.Length == 0 || mutated[0] != '{') continue;
            var (flat, full) = (Outcome(mutated), Outcome([(byte)'{', (byte)'\t', .. mutated[1..]]));
            Assert.True(flat == full, $"seed {seed}: '{Encoding.Latin1.GetString(mutated)}' gives {flat}, not {full}.");
        }
    }

    private static string Outcome(byte[] line)
    {
        var reader = new JsonRecordReader();
        TransactionRecord t = default;
        SaleRecord s = default;
        return reader.Read(line, 1, ref t, ref s, out var refusal) switch
        {
            RecordRead.Transaction => $"{Text(t.Id)} {t.Time} {t.Type} {t.AccountKind} {Text(t.Account)} " +
                $"{t.OtherKind} {Text(t.Other)} {Text(t.Reference)} {t.Amount} {t.Currency} " +
                $"{t.CreditLine} {reader.UnknownFields}",
            RecordRead.Sale => $"{Text(s.Id)} {s.Time} {Text(s.Product)} {Text(s.Category)} {Text(s.Description)} " +
                $"{s.Quantity} {s.Price} {reader.UnknownFields}",
            RecordRead.Refused => refusal.Reason,
            var other => $"{other}",
        };
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    // Bytes changed, doubled or left out; most stay what JSON has between its values.
    private static byte[] Mutate(byte[] good, Random chance)
    {
        var bytes = good.ToList();
        for (var edits = chance.Next(1, 4); edits > 0 && bytes.Count > 1; edits--)
        {
            var at = chance.Next(bytes.Count);
            switch (chance.Next(4))
            {
                case 0: bytes.RemoveAt(at); break;
                case 1: bytes.Insert(at, bytes[chance.Next(bytes.Count)]); break;
                case 2: bytes[at] = "\"\\{}[],:. 01-eEu\t\u007f"u8[chance.Next(18)]; break;
                default: bytes[at] = (byte)chance.Next(256); break;
            }
        }
        return [.. bytes];
    }
}
