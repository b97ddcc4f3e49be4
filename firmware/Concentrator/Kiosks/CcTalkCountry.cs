namespace Wattline.Firmware.Kiosks;

/// <summary>Currencies of the two letters in the names of coins and notes (ccTalk, part 3; ISO 3166 where no union has its own).</summary>
public static class CcTalkCountry
{
    private static readonly string[] _pairs = new string[]
    {
        "CN", "CNY", "EU", "EUR", "GB", "GBP", "US", "USD", "HK", "HKD", "MO", "MOP", "SG", "SGD", "MY", "MYR",
        "TH", "THB", "ZA", "ZAR", "KE", "KES", "NG", "NGN", "TR", "TRY", "UA", "UAH", "PL", "PLN", "CZ", "CZK",
    };

    /// <summary>ISO 4217 text; null for a country that is not in the table: its pieces have no value here.</summary>
    public static string Currency(int first, int second)
    {
        for (var i = 0; i < _pairs.Length; i += 2)
        {
            if (_pairs[i][0] == first && _pairs[i][1] == second)
            {
                return _pairs[i + 1];
            }
        }
        return null;
    }
}
