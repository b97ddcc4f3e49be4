using System.Text.Json;
using Wattline.Cloud.Metering.Tables;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Validation;

/// <summary>Thresholds of templates: read, set, and who changed them.</summary>
public sealed class ThresholdBook(Database database, TimeProvider wall)
{
    /// <summary>Those of every template, by its name: what nobody set is as by default.</summary>
    public IReadOnlyDictionary<string, ValidationThresholds> All() => database.Read(static connection =>
    {
        var all = new SortedDictionary<string, ValidationThresholds>(StringComparer.Ordinal);
        foreach (var name in connection.Query<string>("SELECT name FROM read_template")) all[name] = ValidationThresholds.Default;
        foreach (var row in connection.Query<Row>("SELECT template AS Template, thresholds AS Thresholds FROM validation_threshold"))
            all[row.Template] = JsonSerializer.Deserialize(row.Thresholds, ThresholdJson.Default.ValidationThresholds)!;
        return all;
    });

    /// <summary>Sets a template's; the next run of a day goes by them.</summary>
    /// <returns>Why not; null: they are set.</returns>
    public string? Set(string template, ValidationThresholds thresholds, string who)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        if (thresholds.Fault() is { } fault) return fault;
        var text = JsonSerializer.Serialize(thresholds, ThresholdJson.Default.ValidationThresholds);
        return database.Write(connection =>
        {
            if (connection.Scalar<long>("SELECT COUNT(*) FROM read_template WHERE name = @Name", new { Name = template }) == 0) return $"there is no template {template}";
            var before = connection.QueryFirstOrDefault<string>("SELECT thresholds FROM validation_threshold WHERE template = @Name", new { Name = template });
            if (before == text) return null;
            connection.Execute(
                "INSERT INTO validation_threshold (template, thresholds) VALUES (@Template, @Text) ON CONFLICT (template) DO UPDATE SET thresholds = excluded.thresholds", new { Template = template, Text = text });
            AuditRows.Add(connection, wall.GetUtcNow(), who, "thresholds", template, before, text);
            return null;
        });
    }

    private sealed record Row(string Template, string Thresholds);
}
