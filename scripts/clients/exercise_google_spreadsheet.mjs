// What people do with the Node client google-spreadsheet, whose package ships no tests.
import { GoogleSpreadsheet } from 'google-spreadsheet';

const origin = process.env.SANDBOX;
const real = globalThis.fetch;
globalThis.fetch = async (input, options) => {
  const request = new Request(input, options);
  const place = new URL(request.url);
  const body = ['GET', 'HEAD'].includes(request.method) ? undefined : await request.text();
  return real(origin + place.pathname + place.search, {
    method: request.method, headers: request.headers, body,
  });
};
const auth = { token: 'sandbox:chair@example.org' };
const check = (name, good) => console.log(`${good ? 'ok' : 'FAILED'} ${name}`);

async function main() {
  const doc = await GoogleSpreadsheet.createNewSpreadsheetDocument(auth, { title: 'Reports' });
  check('create', doc.title === 'Reports');
  const sheet = await doc.addSheet({ title: 'More', headerValues: ['name', 'count'] });
  await sheet.addRows([{ name: 'Ann', count: 1 }, { name: 'Bob', count: 2 }]);
  let rows = await sheet.getRows();
  check('rows', rows.map((row) => row.get('name')).join() === 'Ann,Bob');
  rows[0].set('count', 5);
  await rows[0].save();
  await rows[1].delete();
  rows = await sheet.getRows();
  check('save and delete', rows.length === 1 && rows[0].get('count') === '5');
  await sheet.loadCells('A1:C5');
  const cell = sheet.getCellByA1('C3');
  cell.formula = '=1+2';
  cell.textFormat = { bold: true };
  cell.note = 'seen';
  await sheet.saveUpdatedCells();
  await sheet.loadCells('A1:C5');
  check('cells', sheet.getCellByA1('C3').value === 3 && sheet.getCellByA1('C3').note === 'seen');
  await sheet.resize({ rowCount: 50, columnCount: 8 });
  await sheet.updateProperties({ title: 'Less' });
  check('properties', sheet.rowCount === 50 && doc.sheetsByTitle.Less !== undefined);
  await sheet.mergeCells({ startRowIndex: 9, endRowIndex: 11, startColumnIndex: 0, endColumnIndex: 2 });
  await sheet.insertDimension('ROWS', { startIndex: 1, endIndex: 2 }, false);
  await sheet.clear();
  const copy = await sheet.duplicate({ title: 'Copy' });
  check('duplicate', doc.sheetsByTitle.Copy !== undefined);
  await copy.delete();
  await doc.updateProperties({ title: 'New' });
  await doc.loadInfo();
  check('info', doc.title === 'New' && doc.sheetCount === 2);
  await doc.setPublicAccessLevel('reader');
  await doc.share('member@example.org', { role: 'writer' });
  const permissions = await doc.listPermissions();
  check('sharing', permissions.length === 3);
  const csv = await sheet.downloadAsCSV?.();
  check('csv', csv !== null);
  await doc.delete();
}

main().catch((error) => console.log('FAILED', error.message, error.stack));
