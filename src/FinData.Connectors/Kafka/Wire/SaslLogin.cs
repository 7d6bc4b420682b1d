using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace FinData.Connectors.Kafka.Wire;

/// <summary>Logs a connection in: PLAIN (RFC 4616) and SCRAM-SHA-256 or -512 (RFC 5802, RFC 7677).</summary>
internal static class SaslLogin
{
    private const short Handshake = 17, Authenticate = 36;

    // RFC 7677 wants 4096 at least. A broker that asks for more than a million would keep us busy for seconds.
    private const int RoundsMin = 4096, RoundsMax = 1 << 20;

    public static void Run(KafkaConnection connection, KafkaSettings settings)
    {
        var mechanism = settings.SaslMechanism switch
        {
            KafkaMechanism.ScramSha256 => "SCRAM-SHA-256",
            KafkaMechanism.ScramSha512 => "SCRAM-SHA-512",
            _ => "PLAIN",
        };
        connection.Begin(Handshake, 1).Text(mechanism);
        connection.Send();
        var answer = Answer(connection);
        var error = answer.Int16();
        if (error != 0)
        {
            var offered = new List<string>();
            for (var left = answer.Count(); left > 0; left--) offered.Add(answer.Text());
            throw new KafkaException($"{connection.Place} does not let users in by {mechanism}, but by " +
                $"{string.Join(", ", offered)}: set 'findata.kafka.sasl-mechanism' to one of these.", false);
        }
        if (mechanism == "PLAIN")
        {
            Exchange(connection, settings, Encoding.UTF8.GetBytes($"\0{settings.User}\0{settings.Password}"));
            return;
        }
        var hash = settings.SaslMechanism == KafkaMechanism.ScramSha512
            ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256;
        Scram(connection, settings, hash);
    }

    private static void Scram(KafkaConnection connection, KafkaSettings settings, HashAlgorithmName hash)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        var user = settings.User.Replace("=", "=3D").Replace(",", "=2C");
        var first = $"n={user},r={nonce}";
        var challenge = Exchange(connection, settings, Encoding.UTF8.GetBytes("n,," + first));
        var (both, salt, rounds) = Challenge(connection.Place, challenge, nonce);
        var size = hash == HashAlgorithmName.SHA512 ? 64 : 32;
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(settings.Password), salt, rounds, hash, size);
        byte[] hmac(byte[] key, string text) =>
            CryptographicOperations.HmacData(hash, key, Encoding.UTF8.GetBytes(text));
        var last = $"c=biws,r={both}";
        var spoken = $"{first},{challenge},{last}";
        var client = hmac(salted, "Client Key");
        var proof = hmac(CryptographicOperations.HashData(hash, client), spoken);
        for (var i = 0; i < proof.Length; i++) proof[i] ^= client[i];
        var verdict = Exchange(connection, settings,
            Encoding.UTF8.GetBytes($"{last},p={Convert.ToBase64String(proof)}"));
        // The broker proves that it knows the password too.
        var expected = Convert.ToBase64String(hmac(hmac(salted, "Server Key"), spoken));
        if (verdict != $"v={expected}")
            throw new KafkaException($"{connection.Place} does not know the password of user '{settings.User}' " +
                "itself: it is not the broker it pretends to be.", isTransient: false);
    }

    // r=NONCE,s=SALT,i=ROUNDS: the nonce begins with ours, or somebody plays an old login again.
    private static (string Nonce, byte[] Salt, int Rounds) Challenge(string place, string challenge, string nonce)
    {
        var parts = challenge.Split(',');
        var salt = new byte[challenge.Length];
        if (parts.Length < 3 || !parts[0].StartsWith($"r={nonce}", StringComparison.Ordinal)
            || !parts[1].StartsWith("s=", StringComparison.Ordinal)
            || !Convert.TryFromBase64String(parts[1][2..], salt, out var saltBytes)
            || !parts[2].StartsWith("i=", StringComparison.Ordinal)
            || !int.TryParse(parts[2][2..], NumberStyles.None, CultureInfo.InvariantCulture, out var rounds)
            || rounds is < RoundsMin or > RoundsMax)
            throw new KafkaException($"{place} answers the login with no challenge of SCRAM that can be taken: it " +
                $"has to go on with our nonce, and ask for {RoundsMin} to {RoundsMax} rounds.", isTransient: false);
        return (parts[0][2..], salt[..saltBytes], rounds);
    }

    private static string Exchange(KafkaConnection connection, KafkaSettings settings, byte[] token)
    {
        connection.Begin(Authenticate, 1).Bytes(token);
        connection.Send();
        var answer = Answer(connection);
        var error = answer.Int16();
        var why = answer.Text();
        if (error == 0) return Encoding.UTF8.GetString(answer.Bytes());
        throw new KafkaException($"{connection.Place} refuses the login of user '{settings.User}': " +
            $"{(why.Length > 0 ? why : KafkaError.NameOf(error))}. Check 'findata.kafka.user' and the variable " +
            $"{KafkaSettings.PasswordVariable}.", isTransient: false);
    }

    private static ResponseReader Answer(KafkaConnection connection)
    {
        var bytes = new byte[1024];
        var length = connection.Receive(ref bytes);
        return new ResponseReader(bytes.AsSpan(0, length));
    }
}
