using System.Collections.Frozen;
using System.Text;

namespace FinData.Domain.Money;

/// <summary>An ISO 4217 currency: three letters in two bytes, and how many digits its minor unit has.</summary>
public readonly record struct Currency
{
    // Code and digits of the currencies in use (ISO 4217, list one); two digits where none is given.
    private const string Known =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD3 BIF0 BMD BND BOB BRL BSD BTN BWP BYN BZD " +
        "CAD CDF CHF CLP0 CNY COP CRC CUP CVE CZK DJF0 DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP " +
        "GMD GNF0 GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD3 IRR ISK0 JMD JOD3 JPY0 KES KGS KHR KMF0 KPW KRW0 " +
        "KWD3 KYD KZT LAK LBP LKR LRD LSL LYD3 MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD " +
        "NGN NIO NOK NPR NZD OMR3 PAB PEN PGK PHP PKR PLN PYG0 QAR RON RSD RUB RWF0 SAR SBD SCR SDG SEK SGD " +
        "SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND3 TOP TRY TTD TWD TZS UAH UGX0 USD UYU UZS VES " +
        "VND0 VUV0 WST XAF0 XCD XCG XOF0 XPF0 YER ZAR ZMW ZWG";

    private static readonly FrozenDictionary<ushort, byte> digitsByCode = Known.Split(' ')
        .ToFrozenDictionary(c => Pack(Encoding.ASCII.GetBytes(c)), c => c.Length == 4 ? (byte)(c[3] - '0') : (byte)2);

    // Looked up for each event, so a table: 0 to 3 digits for each of the packed codes.
    private static readonly byte[] digitsByPacked = [.. Enumerable.Range(0, 1 << 15)
        .Select(packed => digitsByCode.TryGetValue((ushort)packed, out var digits) ? digits : (byte)2)];

    /// <summary>The three letters packed in five bits each; 0 is no currency.</summary>
    public readonly ushort Packed;

    public Currency(ushort packed) => Packed = packed;

    /// <summary>How many digits stand after the decimal point: 2 for EUR, 0 for JPY, 3 for BHD.</summary>
    public int Digits => digitsByPacked[Packed & short.MaxValue];

    /// <summary>True for a currency of ISO 4217.</summary>
    public bool IsKnown => digitsByCode.ContainsKey(Packed);

    /// <summary>Reads a code of three capital letters; false when it is none of ISO 4217's.</summary>
    public static bool TryParse(ReadOnlySpan<byte> code, out Currency currency)
    {
        currency = code.Length == 3 ? new Currency(Pack(code)) : default;
        return currency.Packed != 0 && digitsByCode.ContainsKey(currency.Packed);
    }

    /// <summary>Reads a code that the program itself names.</summary>
    public static Currency Of(string code) =>
        TryParse(Encoding.ASCII.GetBytes(code), out var currency)
            ? currency
            : throw new FormatException($"'{code}' is no currency of ISO 4217; use one such as EUR.");

    public override string ToString() => Packed == 0
        ? ""
        : new string([Letter(Packed >> 10), Letter(Packed >> 5), Letter(Packed)]);

    private static char Letter(int bits) => (char)('A' - 1 + (bits & 31));

    private static ushort Pack(ReadOnlySpan<byte> code)
    {
        var packed = 0;
        for (var i = 0; i < 3; i++)
        {
            if (code[i] is < (byte)'A' or > (byte)'Z') return 0;
            packed = packed << 5 | code[i] - 'A' + 1;
        }
        return (ushort)packed;
    }
}
