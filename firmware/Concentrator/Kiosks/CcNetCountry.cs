namespace Wattline.Firmware.Kiosks;

/// <summary>Currencies of the three letters in a table of notes (ISO 3166; EUR where the union says it so).</summary>
public static class CcNetCountry
{
    private static readonly string[] _pairs = new string[]
    {
        "CHN", "CNY", "EUR", "EUR", "GBR", "GBP", "USA", "USD", "UKR", "UAH", "RUS", "RUB", "KAZ", "KZT", "POL", "PLN",
        "HKG", "HKD", "MYS", "MYR", "THA", "THB", "ZAF", "ZAR", "KEN", "KES", "NGA", "NGN", "TUR", "TRY", "CZE", "CZK",
    };

    /// <summary>ISO 4217 text; null for a country that is not in the table: its notes have no value here.</summary>
    public static string Currency(byte[] from, int at)
    {
        for (var i = 0; i < _pairs.Length; i += 2)
        {
            if (_pairs[i][0] == from[at] && _pairs[i][1] == from[at + 1] && _pairs[i][2] == from[at + 2])
            {
                return _pairs[i + 1];
            }
        }
        return null;
    }
}
