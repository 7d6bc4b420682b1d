namespace FinData.Domain.Simulation;

/// <summary>English names of things in a gift shop, such as <c>Paper lantern, white</c>, put together from word
/// lists.</summary>
/// <remarks>No two of a category's first 2,400 products share a name; beyond that names repeat.</remarks>
internal static class ProductNames
{
    private static readonly byte[][] Materials = Words(
        "Paper|Wooden|Glass|Ceramic|Enamel|Linen|Cotton|Woollen|Felt|Wicker|Bamboo|Copper|Brass|Tin|Iron|Marble|" +
        "Leather|Velvet|Porcelain|Rattan|Cork|Silk|Slate|Zinc", " ");

    private static readonly byte[][] Things = Words(
        "lantern|vase|bowl|candle holder|picture frame|clock|mirror|cushion|blanket|basket|mug|plate|teapot|jug|tray|" +
        "coaster|lamp|box|notebook|card holder|garland|wreath|ornament|doorstop|hook|bag|purse|apron|towel|" +
        "napkin ring|egg cup|cake stand|money box|puzzle|kite|bird house|watering can|" +
        "plant pot|jewel case|bookend", "");

    private static readonly byte[][] Colours = Words(
        ", white|, ivory|, black|, grey|, red|, rose|, pink|, orange|, yellow|, mint|, green|, olive|, turquoise|" +
        ", blue|, navy|, lilac|, purple|, brown|, silver|, gold", "");

    private static readonly byte[][] Sizes = Words("|, small|, large|, set of 2|, set of 6", "");

    public static ReadOnlySpan<byte> Write(RecordText text, int product, int categories)
    {
        var category = product % categories;
        var number = product / categories;
        // A category has a few things of its own; where there are more categories than things, they share them.
        var own = Math.Max(1, Things.Length / categories);
        var thing = (category + number % own * categories) % Things.Length;
        // Material, colour and size are digits of one number, shifted by each other so that neighbours differ in each.
        var look = number / own + category / Things.Length * 97;
        var material = look % Materials.Length;
        var colour = (look / Materials.Length + material * 11) % Colours.Length;
        var size = look / (Materials.Length * Colours.Length) % Sizes.Length;
        return text.Join(Materials[(material * 7 + category) % Materials.Length], Things[thing],
            Colours[colour], Sizes[size]);
    }

    private static byte[][] Words(string list, string after) =>
        [.. list.Split('|').Select(word => System.Text.Encoding.ASCII.GetBytes(word + after))];
}
