using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Commands.Keys;

/// <summary>
/// The devices' keys and the meters' passwords, sealed in the database under a master key that is not in it (AES-256-GCM, the owner's name
/// authenticated beside): a copy of the database signs nothing.
/// </summary>
public sealed class KeyVault : IDisposable
{
    /// <summary>Bytes of a key, the master's and a device's.</summary>
    public const int KeyBytes = 32;

    /// <summary>PA P0 P1 P2 C0 C1 C2 C3.</summary>
    public const int RightsBytes = 8;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly Database _database;
    private readonly TimeProvider _wall;
    private readonly AesGcm? _master;

    /// <param name="database">Holds the tables of <see cref="CommandsSchema"/>.</param>
    /// <param name="wall">Dates.</param>
    /// <param name="master">32 bytes; null: nothing can be sealed or opened, and no command be signed.</param>
    public KeyVault(Database database, TimeProvider wall, byte[]? master)
    {
        (_database, _wall) = (database, wall);
        if (master is null) return;
        if (master.Length != KeyBytes) throw new ArgumentException($"A master key has {KeyBytes} bytes.", nameof(master));
        _master = new AesGcm(master, TagBytes);
    }

    /// <summary>Whether there is a master key.</summary>
    public bool IsOpen => _master is not null;

    /// <summary>Draws a new key for a concentrator. It is given out here once, to be written into the device; signing takes it from now on.</summary>
    public (long Number, byte[] Key) Draw(string concentrator, string who)
    {
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        return (Put(concentrator, key, who), key);
    }

    /// <summary>Takes a key that a device has already.</summary>
    /// <returns>Its number.</returns>
    public long Put(string concentrator, ReadOnlySpan<byte> key, string who)
    {
        var bytes = key.ToArray();
        return _database.Write(connection =>
        {
            var number = connection.Scalar<long>("SELECT COALESCE(MAX(number), 0) + 1 FROM device_key WHERE concentrator = @Concentrator", new { Concentrator = concentrator });
            connection.Execute(
                "INSERT INTO device_key (concentrator, number, sealed, made_ms, made_by) VALUES (@Concentrator, @Number, @Sealed, @Now, @Who)",
                new { Concentrator = concentrator, Number = number, Sealed = Seal(KeyOwner(concentrator, number), bytes), Now = _wall.GetUtcNow().ToUnixTimeMilliseconds(), Who = who });
            return number;
        });
    }

    /// <summary>Keeps a meter's password.</summary>
    /// <param name="meter">Whose.</param>
    /// <param name="rights">Level, password and operator in wire order.</param>
    /// <param name="who">Who says so.</param>
    public void PutAccess(string meter, ReadOnlySpan<byte> rights, string who)
    {
        if (rights.Length != RightsBytes) throw new ArgumentException($"Rights have {RightsBytes} bytes.", nameof(rights));
        var box = Seal(AccessOwner(meter), rights.ToArray());
        _database.Write(connection => connection.Execute(
            """
            INSERT INTO meter_access (meter, sealed, set_ms, set_by) VALUES (@Meter, @Sealed, @Now, @Who)
            ON CONFLICT (meter) DO UPDATE SET sealed = excluded.sealed, set_ms = excluded.set_ms, set_by = excluded.set_by
            """,
            new { Meter = meter, Sealed = box, Now = _wall.GetUtcNow().ToUnixTimeMilliseconds(), Who = who }));
    }

    /// <summary>Closes the master key.</summary>
    public void Dispose() => _master?.Dispose();

    /// <summary>The newest key of a concentrator; null when it has none.</summary>
    internal (long Number, byte[] Key)? Key(StoreConnection connection, string concentrator)
    {
        var row = connection.QueryFirstOrDefault<KeyRow>(
            "SELECT number AS Number, sealed AS Sealed FROM device_key WHERE concentrator = @Concentrator ORDER BY number DESC LIMIT 1", new { Concentrator = concentrator });
        return row is null || _master is null ? null : (row.Number, Open(KeyOwner(concentrator, row.Number), row.Sealed));
    }

    internal byte[]? Access(StoreConnection connection, string meter) =>
        connection.Scalar<string?>("SELECT sealed FROM meter_access WHERE meter = @Meter", new { Meter = meter }) is { } box && _master is not null
            ? Open(AccessOwner(meter), box)
            : null;

    private static string KeyOwner(string concentrator, long number) => string.Create(CultureInfo.InvariantCulture, $"key/{concentrator}/{number}");

    private static string AccessOwner(string meter) => $"access/{meter}";

    private string Seal(string owner, byte[] secret)
    {
        if (_master is null) throw new InvalidOperationException("There is no master key.");
        var box = new byte[NonceBytes + secret.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        _master.Encrypt(box.AsSpan(0, NonceBytes), secret, box.AsSpan(NonceBytes, secret.Length), box.AsSpan(NonceBytes + secret.Length), Encoding.UTF8.GetBytes(owner));
        return Convert.ToBase64String(box);
    }

    private byte[] Open(string owner, string text)
    {
        var box = Convert.FromBase64String(text);
        var secret = new byte[box.Length - NonceBytes - TagBytes];
        _master!.Decrypt(box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes, secret.Length), box.AsSpan(NonceBytes + secret.Length), secret, Encoding.UTF8.GetBytes(owner));
        return secret;
    }

    private sealed record KeyRow(long Number, string Sealed);
}
