using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Wattline.Tests.NanoApi.Rules;

/// <summary>
/// Finds what nanoFramework's compiler accepts and its CLR 1.x does not run: each rule names what was seen on the device.
/// </summary>
public sealed class BannedOnDevice : CSharpSyntaxWalker
{
    private readonly SemanticModel _model;
    private readonly List<string> _found = [];

    private BannedOnDevice(SemanticModel model) => _model = model;

    /// <summary>Returns one line for each use, with file and line.</summary>
    public static IReadOnlyList<string> Check(SemanticModel model)
    {
        var walker = new BannedOnDevice(model);
        walker.Visit(model.SyntaxTree.GetRoot());
        return walker._found;
    }

    public override void VisitTypeParameterList(TypeParameterListSyntax node)
    {
        Report(node, node.Parent is MethodDeclarationSyntax or LocalFunctionStatementSyntax
            ? "generic method: gives wrong results" : "generic type: crashes the CLR");
        base.VisitTypeParameterList(node);
    }

    public override void VisitGenericName(GenericNameSyntax node)
    {
        Report(node, "use of a generic: crashes the CLR");
        base.VisitGenericName(node);
    }

    public override void VisitArrayRankSpecifier(ArrayRankSpecifierSyntax node)
    {
        if (node.Rank > 1)
        {
            Report(node, "array of several dimensions: crashes the CLR");
        }
        base.VisitArrayRankSpecifier(node);
    }

    public override void VisitStackAllocArrayCreationExpression(StackAllocArrayCreationExpressionSyntax node) => Report(node, "stackalloc: fails on the CLR");

    public override void VisitImplicitStackAllocArrayCreationExpression(ImplicitStackAllocArrayCreationExpressionSyntax node) => Report(node, "stackalloc: fails on the CLR");

    public override void VisitCheckedExpression(CheckedExpressionSyntax node)
    {
        if (node.IsKind(SyntaxKind.CheckedExpression))
        {
            Report(node, "checked: there is no OverflowException to throw");
        }
        base.VisitCheckedExpression(node);
    }

    public override void VisitCheckedStatement(CheckedStatementSyntax node)
    {
        if (node.IsKind(SyntaxKind.CheckedStatement))
        {
            Report(node, "checked: there is no OverflowException to throw");
        }
        base.VisitCheckedStatement(node);
    }

    public override void VisitInterfaceDeclaration(InterfaceDeclarationSyntax node)
    {
        foreach (var part in node.DescendantNodes().Where(part => part is BlockSyntax or ArrowExpressionClauseSyntax))
        {
            if (part.Ancestors().OfType<TypeDeclarationSyntax>().First() == node
                && part.Parent is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or BasePropertyDeclarationSyntax)
            {
                Report(part, "interface member with a body: fails on the CLR");
            }
        }
        base.VisitInterfaceDeclaration(node);
    }

    public override void VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        var receiver = node.Expression switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.Text: "ToString" } access => access.Expression,
            MemberBindingExpressionSyntax { Name.Identifier.Text: "ToString" } => (node.Parent as ConditionalAccessExpressionSyntax)?.Expression,
            _ => null,
        };
        if (receiver is not null && IsEnum(receiver))
        {
            Report(node, "ToString of an enum: prints the number");
        }
        base.VisitInvocationExpression(node);
    }

    public override void VisitInterpolation(InterpolationSyntax node)
    {
        if (IsEnum(node.Expression))
        {
            Report(node, "enum in an interpolated string: prints the number");
        }
        base.VisitInterpolation(node);
    }

    public override void VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        if (node.IsKind(SyntaxKind.AddExpression) && _model.GetTypeInfo(node).Type?.SpecialType == SpecialType.System_String
            && (IsEnum(node.Left) || IsEnum(node.Right)))
        {
            Report(node, "enum added to a string: prints the number");
        }
        base.VisitBinaryExpression(node);
    }

    public override void VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        if (node.Identifier.Text == "Main" && node.Modifiers.Any(SyntaxKind.StaticKeyword) && !CatchesEverything(node))
        {
            Report(node.Identifier.GetLocation(), "Main without try and a catch of everything as its only statement: an exception would end the program silently with exit code 0");
        }
        base.VisitMethodDeclaration(node);
    }

    private static bool CatchesEverything(MethodDeclarationSyntax main) =>
        main.Body is { Statements: [TryStatementSyntax { Catches: [.., { Filter: null } last] }] }
        && last.Declaration?.Type.ToString() is null or "Exception" or "System.Exception";

    private bool IsEnum(ExpressionSyntax expression) => _model.GetTypeInfo(expression).Type?.TypeKind == TypeKind.Enum;

    private void Report(SyntaxNode node, string what) => Report(node.GetLocation(), what);

    private void Report(Location at, string what)
    {
        var place = at.GetLineSpan();
        _found.Add($"{place.Path}({place.StartLinePosition.Line + 1}): {what}");
    }
}
