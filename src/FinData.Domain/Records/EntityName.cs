using System.Text;

namespace FinData.Domain.Records;

/// <summary>Ids as text: <c>card:596</c> is the kind <c>card</c> and the name <c>596</c>.</summary>
/// <remarks>An id, with its kind, has 1 to 64 bytes of printable ASCII, and a name has at least one.</remarks>
public static class EntityName
{
    public const int IdBytesMax = 64;

    private static readonly EntityKind[] kinds =
    [
        EntityKind.Card, EntityKind.Bank, EntityKind.Account,
        EntityKind.Terminal, EntityKind.Product, EntityKind.Ranking,
    ];

    /// <summary>What stands before the name, such as <c>card:</c>; empty for no kind.</summary>
    public static ReadOnlySpan<byte> Prefix(EntityKind kind) => kind switch
    {
        EntityKind.Card => "card:"u8,
        EntityKind.Bank => "bank:"u8,
        EntityKind.Account => "account:"u8,
        EntityKind.Terminal => "terminal:"u8,
        EntityKind.Product => "product:"u8,
        EntityKind.Ranking => "ranking:"u8,
        _ => [],
    };

    /// <summary>Kind and name as one id.</summary>
    public static string Format(EntityKind kind, ReadOnlySpan<byte> name) =>
        Encoding.ASCII.GetString(Prefix(kind)) + Encoding.ASCII.GetString(name);

    /// <summary>Splits an id; without a known kind in front it is all name, of <paramref name="usual"/>.</summary>
    /// <returns>False unless kind and name together are an id.</returns>
    public static bool TryParse(
        ReadOnlySpan<byte> text, EntityKind usual, out EntityKind kind, out ReadOnlySpan<byte> name)
    {
        kind = usual;
        name = text;
        // Most ids of a record have no kind in front, and no kind is shorter than four letters.
        if (text.Length > 4 && text[4..Math.Min(text.Length, 9)].Contains((byte)':'))
        {
            foreach (var known in kinds)
            {
                if (!text.StartsWith(Prefix(known))) continue;
                kind = known;
                name = text[Prefix(known).Length..];
                break;
            }
        }
        return IsName(name, kind);
    }

    /// <summary>True when the name makes an id together with its kind.</summary>
    public static bool IsName(ReadOnlySpan<byte> name, EntityKind kind) =>
        name.Length > 0 && Prefix(kind).Length + name.Length <= IdBytesMax && IsPrintable(name);

    /// <summary>True for 1 to 64 bytes of printable ASCII.</summary>
    public static bool IsId(ReadOnlySpan<byte> text) => text.Length is > 0 and <= IdBytesMax && IsPrintable(text);

    private static bool IsPrintable(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)' ', (byte)'~');
}
