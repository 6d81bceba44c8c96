namespace Saccade.Kernels.Matrix;

/// <summary>Extents of a batch of products C = op(A) op(B), each [rows, depth] by [depth, columns] to [rows, columns].</summary>
/// <param name="Batch">Number of products.</param>
/// <param name="Rows">Rows of C.</param>
/// <param name="Depth">Terms of each sum.</param>
/// <param name="Columns">Columns of C.</param>
/// <param name="TransposeLeft">Whether A lies in memory as [depth, rows].</param>
/// <param name="TransposeRight">Whether B lies in memory as [columns, depth].</param>
public readonly record struct MatrixShape(int Batch, int Rows, int Depth, int Columns, bool TransposeLeft = false, bool TransposeRight = false);
